import pg from 'pg'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { NOTIFY } from '#domain/contract/events.ts'
import { NOBODY_FURTHER } from '#domain/log/listeners.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createWriter } from '#domain/log/writer.ts'
import { knownDatabase } from '#tests/support/known-database.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { type Notices, startNotices } from './notices.ts'

const logger = pino({ level: 'silent' })
const { url, pool } = await testDatabase()
const running = new Set<Notices>()
const stop = async (notices: Notices) => {
  running.delete(notices)
  await notices.stop()
}
afterEach(async () => {
  for (const notices of running) await stop(notices)
  await until(async () => (await standing()) === 0)
})

test('[UL200] who listens alone tells nobody, while somebody else listens each append is told', async () => {
  const first = begin()
  await first.notices.started
  expect(first.notices.isFirst()).toBe(true)
  const log = createPostgresLog({ pool, logger, isFirstToListen: first.notices.isFirst })
  const writer = createWriter(`post:${crypto.randomUUID()}`, 'anna-0001')
  await log.create(writer.type('first '))
  const other = createWriter(writer.doc, 'ben-0001')
  await log.append(writer.type('alone '))
  await log.append(other.type('alone, and a new client '))

  const second = begin()
  await second.notices.started
  expect(second.notices.isFirst()).toBe(false)
  await log.append(writer.type('beside another '))
  await until(() => second.heard.includes(`${writer.doc} 4`))
  await log.append(createWriter(writer.doc, 'cleo-0001').type('a new client '))
  await until(() => second.heard.includes(`${writer.doc} 5`))

  await stop(second.notices)
  await until(async () => (await standing()) === 1)
  await log.append(writer.type('alone again '))
  await pool.query('select pg_notify($1, $2)', [NOTIFY.log, 'the end'])
  await until(() => first.heard.includes('the end'))
  expect(first.heard).toEqual(['', `${writer.doc} 4`, `${writer.doc} 5`, 'the end'])
})

test('[UL200] who begins to listen waits for an append that is being committed untold', async () => {
  const first = begin()
  await first.notices.started
  const appending = new pg.Client({ connectionString: url })
  await appending.connect()
  await appending.query('begin')
  expect((await appending.query(`select ${NOBODY_FURTHER} as alone`)).rows).toEqual([{ alone: true }])
  const second = begin()
  let started = false
  void second.notices.started.then(() => {
    started = true
  })
  await until(async () => (await waiting()) === 1)
  expect(started).toBe(false)
  await appending.query('commit')
  await second.notices.started
  await appending.end()
})

test('[UL200] the second moves up when the first is gone', async () => {
  const first = begin()
  await first.notices.started
  const second = begin()
  await second.notices.started
  await stop(first.notices)
  expect(first.notices.isFirst()).toBe(false)
  await until(() => second.notices.isFirst(), { withinMs: 10_000 })
  await until(async () => (await standing()) === 1)
})

function begin() {
  const heard: string[] = []
  const notices = startNotices({ databaseUrl: url, database: knownDatabase(), channels: [NOTIFY.log], logger })
  notices.on(NOTIFY.log, payload => heard.push(payload))
  running.add(notices)
  return { notices, heard }
}

/** Listeners that have their place. */
async function standing(): Promise<number> {
  return countLocks(true)
}

async function waiting(): Promise<number> {
  return countLocks(false)
}

async function countLocks(granted: boolean): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int from pg_locks
     where locktype = 'advisory' and classid = 7204 and granted = $1
       and database = (select oid from pg_database where datname = current_database())`,
    [granted],
  )
  return rows[0]?.count ?? 0
}
