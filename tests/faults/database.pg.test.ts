/** What happens to the database while people type. */
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { startProxy } from './proxy.ts'
import { f03 } from './rows/f03-postgres-killed.ts'
import { f04 } from './rows/f04-postgres-away.ts'
import { f05 } from './rows/f05-disk-full.ts'
import { f06 } from './rows/f06-postgres-slow.ts'
import { f20 } from './rows/f20-put-back.ts'
import { holds } from './short.ts'

describe('the database', { timeout: 600_000 }, () => {
  test('[CN36] [CN49] F3: killed while people type, it loses nothing that was saved, and the server lives on', context =>
    holds(f03, context))

  test('[CN34] [CN6] F4: away, nothing is called saved, people are told, and all is saved when it is back', context =>
    holds(f04, context))

  test('[CN34] F5: its disk full, the cause is named, people read on, and it goes on by itself when there is room', context =>
    holds(f05, context))

  test('[UL438] [UL439] F20: a backup put back while people type, the server begins anew by itself and nobody loses a word', context =>
    holds(f20, context))

  test('[CN34] F6: slow, everyone types on and somebody new still gets in', context => holds(f06, context))
})

test('[CN49] a connection that breaks in the middle of a statement ends that statement and nothing else', async () => {
  const database = await testDatabase()
  const proxy = await startProxy(Number(new URL(database.url).port))
  const through = new URL(database.url)
  through.port = String(proxy.port)
  const pool = new pg.Pool({ connectionString: through.href, max: 1 })
  afterAll(async () => {
    await pool.end()
    await proxy.close()
  })
  // A start asks the database first whether it is safe: that connection is older than the log.
  await pool.query('select 1')
  const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
  const text = new Y.Doc()
  text.getText('body').insert(0, 'Begin.')
  const row = { doc: 'post:cut', update: Y.encodeStateAsUpdate(text), author: 'anna', clients: [text.clientID] }
  await log.create(row)
  const holder = await database.pool.connect()
  await holder.query('begin')
  await holder.query(`select 1 from doc_head where doc = 'post:cut' for update`)
  // Heard at once: on a slow machine it may be given up before its connection is cut.
  const append = log.append(row).catch((error: unknown) => error)
  await until(async () => {
    const { rowCount } = await database.pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rowCount === 1
  })
  proxy.cut()
  expect(await append).toMatchObject({ code: 'storage_unavailable' })
  await holder.query('rollback')
  holder.release()
  expect(await log.append(row)).toEqual({ seq: expect.any(Number) })
})
