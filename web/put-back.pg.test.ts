/** A backup is put back under a web that goes on running. */
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { readConfig } from '#domain/config.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createWriter } from '#domain/log/writer.ts'
import { createToken } from '#domain/services/api-tokens.ts'
import { backUp } from '#tests/support/back-up.ts'
import { addPerson } from '#tests/support/people-and-posts.ts'
import { TEMPLATE } from '#tests/support/postgres-server.ts'
import { createServerContext } from '#web/server-context.ts'

const server = inject('postgresUrl')
const name = `put_back_${crypto.randomUUID().replaceAll('-', '')}`
const databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href

beforeAll(() => run(server, `create database ${name} template ${TEMPLATE}`))
afterAll(() => run(server, `drop database ${name} with (force)`))

test('[UL439] web goes on with a database that was put back, and takes nobody there for whom it knew before', async () => {
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: 'a secret of at least 32 characters, for tests',
    COLLAB_PORT: '1',
    LOG_LEVEL: 'silent',
  })
  const web = createServerContext(config)
  const anna = createWriter('post:put-back', 'anna')
  await web.log.create(anna.type('Before. '))
  const { token } = await createToken(web.db, await addPerson(web.db, 'Anna'), { name: 'program' })
  const backup = await backUp(databaseUrl)
  try {
    const ben = createWriter('post:put-back', 'ben')
    await web.log.append(ben.type('After. '))
    const stream = await web.api(
      new Request(`${config.publicUrl}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } }),
    )
    expect(stream.status).toBe(200)
    const ended = stream.text()
    await backup.putBack()
    expect(await ended, 'a stream ends, so that its reader begins with the whole feed').toContain('event: snapshot')

    // Somebody is known there by the number that was Ben's in the other one.
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
    const other = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
    await other.append(createWriter('post:put-back', 'cleo').type('Cleo. '))
    const again = ben.type('Again. ')
    await web.log.append(again)
    const { owners } = await other.load('post:put-back')
    expect(owners.get(ben.client)).toBe('ben')
    const { rows } = await pool.query<{ author: string }>(
      'select a.author from doc_update u join doc_author a on a.id = u."authorId" order by u.seq',
    )
    expect(rows.map(({ author }) => author)).toEqual(['anna', 'cleo', 'ben'])
    await pool.end()
  } finally {
    await web.close()
    await backup.forget()
  }
})

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
