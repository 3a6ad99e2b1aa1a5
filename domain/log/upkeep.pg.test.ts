/** Packing and checking as rounds over many documents, and what they say of a database that is not as it should be. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createLogger } from '#domain/logger.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createPostgresLog } from './postgres-log.ts'
import type { Finding } from './repair.ts'
import { createWriteAgain } from './swept-words.ts'
import { textOf } from './update-log.suite.ts'
import { createUpkeep, giveBackSpace, packDocument } from './upkeep.ts'
import { createWriter } from './writer.ts'

const logger = createLogger('test', 'silent')
const { pool, db } = await testDatabase()
const log = createPostgresLog({ pool, logger })
const found: Finding[] = []
const writeAgain = createWriteAgain({ db, log })
const upkeep = createUpkeep({ log, pool, db, writeAgain, logger, onFinding: finding => found.push(finding) })

beforeEach(async () => {
  found.length = 0
  await pool.query('truncate doc_head, doc_update, doc_segment, doc_snapshot, doc_set_aside, doc_client')
})
afterAll(() => log.close())

async function begin(rows: number): Promise<string> {
  const writer = createWriter(`post:${crypto.randomUUID()}`, 'anna-0001')
  await log.create(writer.type('first '))
  await Promise.all(Array.from({ length: rows - 1 }, (_, index) => log.append(writer.type(`${index} `))))
  return writer.doc
}
const OF = '"docId" = (select id from doc_head where doc = $1)'
const age = (doc: string) => pool.query(`update doc_update set at = at - interval '2 days' where ${OF}`, [doc])
const waiting = async () => (await pool.query('select 1 from doc_update')).rowCount

describe('packing', () => {
  test('[UL25] long documents and quiet ones are packed with a snapshot of their own; short and busy ones wait', async () => {
    const [long, quiet, short, busy] = [await begin(1100), await begin(70), await begin(20), await begin(70)]
    await age(quiet)
    await age(short)
    const texts = await Promise.all([long, quiet].map(async doc => textOf(await log.load(doc))))
    expect(await upkeep.packOldRows()).toEqual({ documents: 2, rows: 1170, failed: 0 })
    expect(await waiting()).toBe(20 + 70)
    for (const [index, doc] of [long, quiet].entries()) {
      expect(textOf(await log.load(doc))).toBe(texts[index])
      expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toBe(texts[index])
    }
    expect(await upkeep.packOldRows()).toEqual({ documents: 0, rows: 0, failed: 0 })
    expect((await log.load(busy)).updates).toHaveLength(70)
  })

  test('[UL24] a document that fails is told and stays as it is; the others are packed, and it is, too, in the end', async () => {
    const [bad, good] = [await begin(1100), await begin(1050)]
    await pool.query(`create function refuse() returns trigger language plpgsql as $$
      begin if new."docId" = (select id from doc_head where doc = '${bad}') then raise 'no'; end if; return new; end $$`)
    await pool.query('create trigger refuse before insert on doc_segment for each row execute function refuse()')
    expect(await upkeep.packOldRows()).toEqual({ documents: 1, rows: 1050, failed: 1 })
    await pool.query('drop trigger refuse on doc_segment')
    expect(await waiting()).toBe(1100)
    expect(await upkeep.packOldRows()).toEqual({ documents: 1, rows: 1100, failed: 0 })
    expect((await log.history(good, 0)).length).toBe(1050)
  })

  test('[UL30] what is damaged is repaired before it is packed', async () => {
    const doc = await begin(1100)
    const text = textOf(await log.load(doc))
    await pool.query(`update doc_update set update = set_byte(update, 9, 77) where seq = 500 and ${OF}`, [doc])
    expect(await upkeep.packOldRows()).toEqual({ documents: 1, rows: 1100, failed: 0 })
    expect(found.map(({ kind, fromSeq }) => `${kind} ${fromSeq}`)).toEqual(['row 500'])
    expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toBe(text)
  })

  test('[UL27] the space of packed rows goes back, that of their index as well', async () => {
    const doc = await begin(2)
    await pool.query(
      `insert into doc_update ("docId", seq, "authorId", update, crc)
       select "docId", seq + n, "authorId", '\\x0000', -1103102080 from doc_update, generate_series(2, 200000, 2) n where ${OF}
       on conflict do nothing`,
      [doc],
    )
    const size = async () =>
      Number((await pool.query(`select pg_total_relation_size('doc_update') as bytes`)).rows[0].bytes)
    const before = await size()
    await pool.query('delete from doc_update where seq > 2')
    await giveBackSpace(pool)
    expect(before).toBeGreaterThan(10_000_000)
    expect(await size()).toBeLessThan(200_000)
  })
})

describe('checking', () => {
  test('[UL31] one wrong byte in each of ten documents, of rows, segments and snapshots: ten are found and repaired', async () => {
    const docs = await Promise.all(Array.from({ length: 12 }, () => begin(100)))
    for (const doc of docs) await packDocument({ log, writeAgain }, doc)
    const texts = await Promise.all(docs.map(async doc => textOf(await log.load(doc))))
    const writers = docs.map(doc => createWriter(doc, 'ben-00001'))
    for (const writer of writers) await log.append({ ...writer.type(''), update: writer.state() })
    const spoil = async (table: string, column: string, doc: string, place: number) => {
      const { rowCount } = await pool.query(
        `update ${table} set ${column} = set_byte(${column}, ${place} % octet_length(${column}),
           get_byte(${column}, ${place} % octet_length(${column})) # 8) where ${OF}`,
        [doc],
      )
      expect(rowCount).toBe(1)
    }
    for (const [index, doc] of docs.slice(0, 10).entries()) {
      if (index < 4) await spoil('doc_segment', 'packed', doc, 31 * index)
      else if (index < 7) await spoil('doc_snapshot', 'state', doc, 57 * index)
      else await spoil('doc_update', 'update', doc, index)
    }
    const { checked, damaged, unmended } = await upkeep.checkSample(50)
    expect([checked, unmended]).toEqual([12, []])
    expect([...damaged].sort()).toEqual(docs.slice(0, 10).sort())
    expect(found).toHaveLength(10)
    expect((await upkeep.checkSample(50)).damaged).toEqual([])
    const again = await Promise.all(docs.map(async doc => textOf(await log.load(doc, { ignoreSnapshots: true }))))
    expect(again.sort()).toEqual(texts.sort())
  })
})
