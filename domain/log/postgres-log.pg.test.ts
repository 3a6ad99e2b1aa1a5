import pg from 'pg'
import { pino } from 'pino'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { NOTIFY } from '#domain/contract/events.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { createPostgresLog } from './postgres-log.ts'
import { describeUpdateLog, textOf } from './update-log.suite.ts'
import { createWriter } from './writer.ts'

const logger = pino({ level: 'silent' })
const { url, pool } = await testDatabase()
const shared = createPostgresLog({ pool, logger })

describe('the log in Postgres', () => {
  describeUpdateLog(() => shared)

  // What one process learnt must not be all that keeps the law: each call may come from another one.
  describe('with a process of its own for each test', () => {
    describeUpdateLog(() => createPostgresLog({ pool, logger }))
  })

  async function begin() {
    const writer = createWriter(`post:${crypto.randomUUID()}`, 'anna-0001')
    await shared.create(writer.type('first '))
    return writer
  }

  test('[UL1] an append resolves after the commit, never before', async () => {
    const writer = await begin()
    const other = await begin()
    await using holder = await connect()
    await holder.query('begin')
    await holder.query('select 1 from doc_head where doc = $1 for update', [writer.doc])
    let resolved = false
    const append = shared.append(writer.type('held')).then(() => {
      resolved = true
    })
    await until(async () => (await blockedStatements()) > 0)
    expect(resolved).toBe(false)
    expect(shared.pendingBytes()).toBeGreaterThan(0)
    await holder.query('commit')
    await append
    expect((await pool.query('select seq from doc_head where doc = $1', [writer.doc])).rows).toEqual([{ seq: 2 }])
    await shared.append(other.type('free'))
    expect(shared.pendingBytes()).toBe(0)
  })

  test('[UL1] what waits meanwhile goes into one statement, over all documents', async () => {
    const writers = await Promise.all(Array.from({ length: 20 }, begin))
    await Promise.all(writers.flatMap(writer => Array.from({ length: 10 }, () => shared.append(writer.type('x')))))
    // The first entries go alone or together; the rest in what follows.
    expect(await transactionsOf(writers.map(({ doc }) => doc))).toBeLessThan(10)
  })

  test('[UL2] two processes number the rows of one document together', async () => {
    const writer = await begin()
    const logs = [createPostgresLog({ pool, logger }), createPostgresLog({ pool, logger })]
    const writers = logs.map((_, index) => createWriter(writer.doc, `person-${index}`))
    const numbers = await Promise.all(
      Array.from({ length: 50 }, () =>
        writers.map((one, index) => (logs[index] ?? shared).append(one.type('x'))),
      ).flat(),
    )
    expect(numbers.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 2),
    )
  })

  test('[UL3] two processes that claim one id at once: one of them has it', async () => {
    const { doc } = await begin()
    const logs = [createPostgresLog({ pool, logger }), createPostgresLog({ pool, logger })]
    for (let round = 0; round < 10; round++) {
      const client = 1000 + round
      const outcomes = await Promise.allSettled(
        logs.map((log, index) => log.append(createWriter(doc, `person-${index}`, client).type('x'))),
      )
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    }
  })

  test('[UL2] processes that write to the same documents in other orders never wait for each other in a circle', async () => {
    const docs = await Promise.all(Array.from({ length: 8 }, begin))
    const logs = [
      createPostgresLog({ pool, logger }),
      createPostgresLog({ pool, logger }),
      createPostgresLog({ pool, logger }),
    ]
    const work = logs.map(async (log, index) => {
      const writers = docs.map(({ doc }) => createWriter(doc, `person-${index}`))
      if (index === 1) writers.reverse()
      for (let round = 0; round < 15; round++) await Promise.all(writers.map(writer => log.append(writer.type('x'))))
    })
    await Promise.all(work)
    for (const { doc } of docs) expect((await shared.load(doc)).seq).toBe(46)
  })

  test('[UL10] a connection that ends is storage_unavailable, and the next call works', async () => {
    const writer = await begin()
    await using holder = await connect()
    await holder.query('begin')
    await holder.query('select 1 from doc_head where doc = $1 for update', [writer.doc])
    const entry = writer.type('again')
    const append = shared.append(entry).then(
      () => null,
      (error: unknown) => error,
    )
    await until(async () => (await blockedStatements()) > 0)
    await holder.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
    )
    expect(await append).toMatchObject({ code: 'storage_unavailable' })
    await holder.query('commit')
    await shared.append(entry)
    expect(textOf(await shared.load(writer.doc))).toBe('first again')
  })

  test('[UL10] a statement without an answer is given up', async () => {
    const writer = await begin()
    await using holder = await connect()
    await holder.query('begin')
    await holder.query('select 1 from doc_head where doc = $1 for update', [writer.doc])
    const impatient = createPostgresLog({ pool, logger, statementMs: 150 })
    await expect(impatient.append(writer.type('x'))).rejects.toMatchObject({ code: 'storage_unavailable' })
    await holder.query('rollback')
  })

  test('[UL10] nobody there is storage_unavailable', async () => {
    const nowhere = new pg.Pool({ connectionString: 'postgresql://nobody@127.0.0.1:1/none' })
    const log = createPostgresLog({ pool: nowhere, logger })
    await expect(log.append(createWriter('post:x', 'anna-0001').type('x'))).rejects.toMatchObject({
      code: 'storage_unavailable',
    })
    await nowhere.end()
  })

  test('[UL11] other processes are told the document and the number', async () => {
    const writer = await begin()
    await using listener = await connect()
    const told: string[] = []
    listener.on('notification', ({ payload = '' }) => told.push(payload))
    await listener.query(`listen ${NOTIFY.log}`)
    await shared.append(writer.type('x'))
    await until(() => told.includes(`${writer.doc} 2`))
  })

  test('[UL34] rows keep their order and the time of the database, however the clock of the server jumps', async () => {
    const writer = await begin()
    const clock = async (): Promise<number> =>
      (await pool.query('select clock_timestamp() as now')).rows[0].now.getTime()
    const before = await clock()
    try {
      for (const minutes of [10, -10, 10, -1440]) {
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 })
        await shared.append(writer.type(`${minutes} `))
        vi.useRealTimers()
      }
    } finally {
      vi.useRealTimers()
    }
    const rows = (await shared.history(writer.doc, 1)).map(({ seq, at }) => ({ seq, at: at.getTime() }))
    expect(rows.map(({ seq }) => seq)).toEqual([2, 3, 4, 5])
    for (const { at } of rows) {
      expect(at).toBeGreaterThanOrEqual(before - 1)
      expect(at).toBeLessThanOrEqual(await clock())
    }
    expect(textOf(await shared.load(writer.doc))).toBe('first 10 -10 10 -1440 ')
  })

  test('[UL7] old snapshots go, the newest two stay', async () => {
    const writer = await begin()
    for (let seq = 2; seq < 6; seq++) {
      await shared.append(writer.type('x'))
      await shared.saveSnapshot(writer.doc, seq, writer.state())
    }
    const { rows } = await pool.query(
      'select s.seq from doc_snapshot s join doc_head h on h.id = s."docId" where h.doc = $1 order by 1',
      [writer.doc],
    )
    expect(rows).toEqual([{ seq: 4 }, { seq: 5 }])
  })

  test('a keystroke that carries no new id leaves the table of claims alone', async () => {
    const writer = await begin()
    const claimVersion = () => pool.query('select xmin::text from doc_client where "clientId" = $1', [writer.client])
    const { rows: before } = await claimVersion()
    for (let index = 0; index < 3; index++) await shared.append(writer.type('x'))
    expect((await claimVersion()).rows).toEqual(before)
  })
})

async function blockedStatements(): Promise<number> {
  const { rows } = await pool.query(
    "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
  )
  return rows[0].n
}

/** Transaction ids given out so far in this database: only writes take one. */
/** That wrote what came after the first row of each document. */
async function transactionsOf(docs: readonly string[]): Promise<number> {
  const { rows } = await pool.query(
    `select count(*)::int as rows, count(distinct u.xmin::text)::int as transactions
    from doc_update u join doc_head d on d.id = u."docId" where d.doc = any($1) and u.seq > 1`,
    [docs],
  )
  expect(rows[0].rows).toBe(docs.length * 10)
  return rows[0].transactions
}

async function connect() {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

afterAll(() => shared.close())
