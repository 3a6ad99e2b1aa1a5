import pino from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import type { DomainEvent } from '#domain/contract/events.ts'
import { NOTIFY } from '#domain/contract/events.ts'
import { transact } from '#domain/services/transact.ts'
import { knownDatabase } from '#tests/support/known-database.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { type OutboxReader, startOutboxReader } from './outbox-reader.ts'

const { db, pool, url } = await testDatabase()
const logger = pino({ level: 'silent' })

let readers: OutboxReader[] = []
afterEach(async () => {
  for (const reader of readers) await reader.stop()
  readers = []
})

async function read(handle?: (events: readonly DomainEvent[]) => Promise<void>): Promise<string[]> {
  const seen: string[] = []
  const reader = startOutboxReader({
    databaseUrl: url,
    database: knownDatabase(),
    logger,
    handle:
      handle ??
      (async events => {
        for (const event of events) seen.push(event.type === 'user.changed' ? event.userId : event.type)
      }),
  })
  readers.push(reader)
  await reader.started
  return seen
}

const event = (name: string): DomainEvent => ({ type: 'user.changed', userId: name })
const emit = (name: string) => transact(db, async (_tx, tell) => tell(event(name)))

describe('outbox reader', () => {
  test('[OB1] an event is read once, when it is committed', async () => {
    await emit('before')
    const seen = await read()
    await emit('after')
    await until(() => seen.includes('after'))
    // Another transaction of the same Postgres may hold the horizon back behind `before`: then it comes as well.
    expect(seen.filter(word => word !== 'before')).toEqual(['after'])
  })

  test('[OB2] what is rolled back is never read', async () => {
    const seen = await read()
    const failing = transact(db, async (_tx, tell) => {
      tell(event('rolled back'))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await emit('kept')
    await until(() => seen.includes('kept'))
    expect(seen).toEqual(['kept'])
  })

  test('[OB3] a transaction that began first and commits last is not passed over', async () => {
    const seen = await read()
    const [slow, fast] = [await pool.connect(), await pool.connect()]
    try {
      const insert = 'insert into outbox (event) values ($1)'
      await slow.query('begin')
      await slow.query(insert, [event('slow')])
      await fast.query('begin')
      await fast.query(insert, [event('fast')])
      await fast.query(`select pg_notify('${NOTIFY.outbox}', '')`)
      await fast.query('commit')
      // Time for a reader that goes by id to take `fast` and to leave `slow` behind for good.
      await emit('later')
      await slow.query(`select pg_notify('${NOTIFY.outbox}', '')`)
      await slow.query('commit')
    } finally {
      slow.release()
      fast.release()
    }
    await until(() => seen.length === 3)
    expect(seen).toEqual(['slow', 'fast', 'later'])
  })

  test('[OB4] a handler that fails gets the same events again', async () => {
    let calls = 0
    const seen: string[] = []
    await read(async events => {
      calls += 1
      if (calls === 1) throw new Error('the database went away')
      seen.push(...events.map(one => one.type))
    })
    await emit('again')
    await until(() => seen.length > 0)
    expect(seen).toEqual(['user.changed'])
  })

  test('[OB5] what is committed while the connection is gone is read after it', async () => {
    const seen = await read()
    await emit('one')
    await until(() => seen.includes('one'))
    await pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'galley outbox reader' and datname = current_database()",
    )
    await emit('two')
    await emit('three')
    await until(() => seen.includes('three'))
    expect(seen).toEqual(['one', 'two', 'three'])
  })

  test('[OB6] an event that is not of the contract is skipped, and the next one is read', async () => {
    const seen = await read()
    await pool.query('insert into outbox (event) values ($1)', [{ type: 'from.the.future' }])
    await emit('known')
    await until(() => seen.includes('known'))
    expect(seen).toEqual(['known'])
  })

  test('[OB1] a thousand events from five writers arrive once each', async () => {
    const seen = await read()
    const writers = Array.from({ length: 5 }, async (_, writer) => {
      for (let index = 0; index < 40; index++) {
        await transact(db, async (_tx, tell) => {
          for (let part = 0; part < 5; part++) tell(event(`${writer}:${index}:${part}`))
        })
      }
    })
    await Promise.all(writers)
    await until(() => seen.length >= 1000)
    expect(new Set(seen).size).toBe(1000)
    expect(seen).toHaveLength(1000)
  })
})
