import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { backUp } from '#tests/support/back-up.ts'
import { TEMPLATE } from '#tests/support/postgres-server.ts'
import { createKnownDatabase } from './known-database.ts'

const server = inject('postgresUrl')
const name = `known_${crypto.randomUUID().replaceAll('-', '')}`
const databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href

beforeAll(() => on(server, client => client.query(`create database ${name} template ${TEMPLATE}`)))
afterAll(() => on(server, client => client.query(`drop database ${name} with (force)`)))

describe('a known database', () => {
  test.each([true, false])('[UL439] is told apart from the one that was put back (goes on: %s)', async goesOn => {
    const { known, count } = begin(goesOn)
    const backup = await backUp(databaseUrl)
    try {
      await on(databaseUrl, known.look)
      await on(databaseUrl, client => client.query('create table something (id int)'))
      await on(databaseUrl, known.look)
      expect(count()).toBe(0)
      await backup.putBack()
      for (const _ of [1, 2]) {
        const looked = on(databaseUrl, known.look)
        if (goesOn) await looked
        else await expect(looked).rejects.toMatchObject({ code: 'storage_unavailable' })
        expect(count()).toBe(1)
      }
    } finally {
      await backup.forget()
    }
  })

  test('[UL439] is told apart from what was restored into it, with no connection lost', async () => {
    const { known, count } = begin(true)
    await on(databaseUrl, async client => {
      await known.look(client)
      await client.query('begin; alter table doc_head rename to was; create table doc_head (like was); commit')
      await known.look(client)
      await client.query('drop table doc_head; alter table was rename to doc_head')
    })
    expect(count()).toBe(1)
  })

  test('where a host does not let its users ask, it is said, and all goes on', async () => {
    const { known, count, lines } = begin(false)
    const role = `asker_${crypto.randomUUID().replaceAll('-', '')}`
    await on(databaseUrl, async client => {
      await client.query(`revoke execute on function pg_control_system() from public; create role ${role}`)
      await client.query(`set role ${role}`)
      await known.look(client)
      await known.look(client)
      await client.query(`reset role; drop role ${role}`)
    })
    expect(count()).toBe(0)
    expect(lines).toEqual([expect.stringContaining('restart Galley after it')])
  })
})

function begin(goesOn: boolean) {
  let others = 0
  const onOther = () => {
    others += 1
  }
  const lines: string[] = []
  const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  const known = createKnownDatabase({ goesOn, onOther, logger })
  return { known, lines, count: () => others }
}

async function on(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await work(client).finally(() => client.end())
}
