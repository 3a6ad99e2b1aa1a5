import { PgBoss } from 'pg-boss'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { createQueue, type PublishJob, type Queue } from './queue.ts'

const { url, pool } = await testDatabase()
const rounds = { 'pack-log': async () => {}, 'check-log': async () => {} }

let queue: Queue
let taken: PublishJob[]
beforeEach(() => {
  taken = []
  queue = createQueue({ databaseUrl: url, logger: pino({ level: 'silent' }) })
})
afterEach(() => queue.stop())

const start = () =>
  queue.start(async job => {
    taken.push(job)
    if ('testId' in job) throw new Error('It breaks off')
  }, rounds)
const newId = () => crypto.randomUUID()

describe('[OB280] the queue is set for publishing', () => {
  test('also where an earlier start made it otherwise', async () => {
    const before = new PgBoss({ connectionString: url, schema: 'pgboss', registerInstance: false })
    await before.start()
    await before.createQueue('publish-post', { policy: 'exclusive', retryLimit: 5, notify: false })
    await before.stop({ graceful: false })
    await start()
    const { rows } = await pool.query(
      'select name, policy, retry_limit, heartbeat_seconds, notify from pgboss.queue where name !~ $1 order by name',
      ['^__'],
    )
    const round = { policy: 'exclusive', retry_limit: 0, heartbeat_seconds: 30, notify: false }
    expect(rows).toEqual([
      { name: 'check-log', ...round },
      { name: 'pack-log', ...round },
      { name: 'publish-post', policy: 'exclusive', retry_limit: 0, heartbeat_seconds: 10, notify: true },
    ])
  })

  test('what broke off is not run again by itself', async () => {
    await start()
    const testId = newId()
    await queue.enqueue({ testId })
    const failed = await until(async () => {
      const { rows } = await pool.query('select state, retry_count from pgboss.job where singleton_key = $1', [testId])
      return rows[0]?.state === 'failed' && rows[0]
    })
    expect(failed).toEqual({ state: 'failed', retry_count: 0 })
    expect(taken).toEqual([{ testId }])
  })

  test('a job that nobody was told of is found by looking', async () => {
    await start()
    const deliveryId = newId()
    await pool.query(
      `insert into pgboss.job (name, data, policy, singleton_key) values ('publish-post', $1, 'exclusive', $2)`,
      [{ deliveryId }, deliveryId],
    )
    await until(() => taken.length > 0)
    expect(taken).toEqual([{ deliveryId }])
  })

  test('one at a time for a delivery, and one whose worker was killed does not stand in the way of the next', async () => {
    await start()
    const deliveryId = newId()
    await pool.query(
      `insert into pgboss.job (name, data, policy, singleton_key, state, started_on, heartbeat_on, heartbeat_seconds)
       values ('publish-post', $1, 'exclusive', $2, 'active', now() - interval '20 seconds', now(), 10)`,
      [{ deliveryId }, deliveryId],
    )
    await queue.enqueue({ deliveryId })
    const { rows } = await pool.query('select state from pgboss.job where singleton_key = $1', [deliveryId])
    expect(rows).toEqual([{ state: 'active' }])
    await until(
      async () => {
        await queue.enqueue({ deliveryId })
        return taken.length > 0
      },
      { withinMs: 40_000 },
    )
    // Who asks again and again may ask once more when the first is done.
    expect(taken).toContainEqual({ deliveryId })
  })
})

test('[OB370] nobody is registered who would be woken to say how they are', async () => {
  await start()
  const { rows } = await pool.query('select count(*)::int as registered from pgboss.instance')
  expect(rows).toEqual([{ registered: 0 }])
})
