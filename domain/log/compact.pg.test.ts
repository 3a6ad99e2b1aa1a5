/** Packing beside others: who else packs, reads, appends, or spoils what was written. */
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { createLogger } from '#domain/logger.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { createPostgresLog } from './postgres-log.ts'
import { foldUpdates } from './same-content.ts'
import { textOf } from './update-log.suite.ts'
import { createWriter } from './writer.ts'

const logger = createLogger('test', 'silent')
const { pool } = await testDatabase()
const log = createPostgresLog({ pool, logger })
afterAll(() => log.close())

const OF = 'where "docId" = (select id from doc_head where doc = $1)'

async function begin(rows: number) {
  const writer = createWriter(`post:${crypto.randomUUID()}`, 'anna-0001')
  await log.create(writer.type('first '))
  await Promise.all(Array.from({ length: rows - 1 }, (_, index) => log.append(writer.type(`${index} `))))
  await log.saveSnapshot(writer.doc, rows, writer.state())
  return { doc: writer.doc, writer }
}

const count = async (table: string, doc: string) => (await pool.query(`select 1 from ${table} ${OF}`, [doc])).rowCount

/** Whoever packs waits before rows are removed, until they are let go. */
async function holdRemovals() {
  await pool.query(`create function wait() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock_shared(26); return null; end $$`)
  await pool.query('create trigger wait before delete on doc_update for each statement execute function wait()')
  const holder = await pool.connect()
  await holder.query('select pg_advisory_lock(26)')
  onTestFinished(async () => {
    holder.release(true)
    await pool.query('drop trigger wait on doc_update')
  })
  const waiting = `select 1 from pg_locks where locktype = 'advisory' and objid = 26 and not granted`
  return {
    isAwaited: async () => (await pool.query(waiting)).rowCount === 1,
    letGo: () => holder.query('select pg_advisory_unlock(26)'),
  }
}

describe('compaction', () => {
  test('[UL26] of four processes that pack a document at once each row is packed once, and nothing is in two places', async () => {
    const { doc } = await begin(500)
    const before = await log.history(doc, 0)
    const logs = Array.from({ length: 4 }, () => createPostgresLog({ pool, logger }))
    const results = await Promise.all(logs.map(one => one.compact(doc, { mostRows: 200 })))
    const again = await log.compact(doc)
    expect(results.reduce((sum, { rows }) => sum + rows, again.rows)).toBe(500)
    expect(await count('doc_update', doc)).toBe(0)
    expect(await count('doc_segment', doc)).toBe(3)
    expect(await log.history(doc, 0)).toEqual(before.map(row => ({ ...row, update: new Uint8Array(row.update) })))
  })

  test('[UL26] who reads and appends meanwhile sees every row once', async () => {
    const { doc, writer } = await begin(600)
    let appended = 0
    const appendAndRead = async () => {
      await log.append(writer.type('x'))
      appended += 1
      const rows = await log.history(doc, 0)
      expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 600 + appended }, (_, index) => index + 1))
    }
    let packing = true
    const removals = await holdRemovals()
    const packed = log.compact(doc, { mostRows: 75 }).finally(() => {
      packing = false
    })
    // A segment is written, and its rows are there still.
    await until(removals.isAwaited)
    for (let times = 0; times < 3; times++) await appendAndRead()
    await removals.letGo()
    while (packing) await appendAndRead()
    expect(await packed).toEqual({ rows: 600 })
    expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toBe(
      foldUpdates([writer.state()]).getXmlFragment('body').toString(),
    )
  })

  test('[UL24] a segment that is stored other than it was written does not count, and the rows stay', async () => {
    const { doc } = await begin(100)
    const before = await log.history(doc, 0)
    await pool.query(`create function spoil() returns trigger language plpgsql as $$
      begin new.packed := set_byte(new.packed, 30, get_byte(new.packed, 30) # 1); return new; end $$`)
    await pool.query('create trigger spoil before insert on doc_segment for each row execute function spoil()')
    try {
      await expect(log.compact(doc)).rejects.toThrow('not stored whole')
      // Also when the checksum goes along with it.
      await pool.query(`create or replace function spoil() returns trigger language plpgsql as $$
        begin select packed, crc into new.packed, new.crc from other_segment; return new; end $$`)
      const other = await begin(100)
      await pool.query('alter table doc_segment disable trigger spoil')
      await log.compact(other.doc)
      await pool.query('create table other_segment as select packed, crc from doc_segment')
      await pool.query('alter table doc_segment enable trigger spoil')
      await expect(log.compact(doc)).rejects.toThrow('a row differs')
    } finally {
      await pool.query('drop trigger spoil on doc_segment')
    }
    expect(await count('doc_segment', doc)).toBe(0)
    expect(await log.history(doc, 0)).toEqual(before)
    expect(await log.compact(doc)).toEqual({ rows: 100 })
  })

  test('[UL24] what fails half of the time leaves nothing behind, and works in the end', async () => {
    const { doc } = await begin(100)
    await pool.query(`create sequence failing; create function fail_often() returns trigger language plpgsql as $$
      begin if nextval('failing') % 2 = 1 then raise exception using errcode = '53100'; end if; return old; end $$`)
    await pool.query(
      'create trigger fail_often before delete on doc_update for each statement execute function fail_often()',
    )
    try {
      await expect(log.compact(doc)).rejects.toMatchObject({ code: 'disk_full' })
      expect(await count('doc_segment', doc)).toBe(0)
      expect(await log.compact(doc)).toEqual({ rows: 100 })
    } finally {
      await pool.query('drop trigger fail_often on doc_update')
    }
    expect(pool.totalCount).toBe(pool.idleCount)
    expect((await log.history(doc, 0)).length).toBe(100)
  })

  test('[UL27] opening reads the snapshot and what follows, however long the history is', async () => {
    const { doc, writer } = await begin(500)
    await log.compact(doc)
    await log.append(writer.type('tail'))
    const { updates, seq } = await log.load(doc)
    expect(seq).toBe(501)
    expect(updates).toHaveLength(2)
    expect(updates[0]).toHaveLength(Y.encodeStateAsUpdate(foldUpdates(updates.slice(0, 1))).byteLength)
  })

  test('[UL23] rows of a server that wrote no checksums are packed as well', async () => {
    const { doc } = await begin(100)
    await pool.query(`update doc_update set crc = null ${OF}`, [doc])
    expect(await log.compact(doc)).toEqual({ rows: 100 })
    expect((await log.history(doc, 0)).length).toBe(100)
  })
})
