/** What Postgres holds is damaged on purpose: a byte in a row, a segment or a snapshot; a row that is gone. */
import { afterAll, describe, expect, test } from 'vitest'
import { createLogger } from '#domain/logger.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createPostgresLog } from './postgres-log.ts'
import { checkDocument, repairDocument } from './repair.ts'
import { textOf } from './update-log.suite.ts'
import { DamagedError } from './update-log.ts'
import { createWriter } from './writer.ts'

const logger = createLogger('test', 'silent')
const { pool } = await testDatabase()
const log = createPostgresLog({ pool, logger })
afterAll(() => log.close())

const ROWS = 100

/** "first 2 3 … 100", one row a word; the snapshot holds 80 of them. */
async function begin({ snapshot = true, packed = false } = {}) {
  const writer = createWriter(`post:${crypto.randomUUID()}`, 'anna-0001')
  await log.create(writer.type('first '))
  let state = writer.state()
  for (let seq = 2; seq <= ROWS; seq++) {
    await log.append(writer.type(`${seq} `))
    if (seq === 80) state = writer.state()
  }
  if (snapshot) await log.saveSnapshot(writer.doc, 80, state)
  if (packed) expect(await log.compact(writer.doc)).toEqual({ rows: 80 })
  return { doc: writer.doc, writer, text: textOf(await log.load(writer.doc)) }
}

const OF = 'and "docId" = (select id from doc_head where doc = $1)'

/** Turns bits in one byte, counted from the end: what a failing disk does below every checksum of Postgres. */
async function flip(table: string, column: string, where: string, doc: string, fromEnd = 1): Promise<void> {
  const place = `octet_length(${column}) - ${fromEnd}`
  const { rowCount } = await pool.query(
    `update ${table} set ${column} = set_byte(${column}, ${place}, get_byte(${column}, ${place}) # 21) where ${where} ${OF}`,
    [doc],
  )
  expect(rowCount).toBe(1)
}

const flipRow = (doc: string, seq: number, fromEnd?: number) =>
  flip('doc_update', 'update', `seq = ${seq}`, doc, fromEnd)

/** More than one byte: the checksum cannot say what they were. */
const ruinRow = async (doc: string, seq: number) => {
  await flipRow(doc, seq, 1)
  await flipRow(doc, seq, 3)
  await flipRow(doc, seq, 6)
}

const asideOf = async (doc: string) =>
  (await pool.query(`select seq from doc_set_aside where true ${OF} order by seq`, [doc])).rows.map(({ seq }) => seq)

describe('what cannot be read any more', () => {
  test('[UL28] a changed row is an error, never a document without it', async () => {
    const { doc } = await begin({ snapshot: false })
    // A letter of the text: it would decode.
    await flipRow(doc, 50, 2)
    const error = await log.load(doc).catch(reason => reason)
    expect(error).toBeInstanceOf(DamagedError)
    expect(error).toMatchObject({ damage: [{ part: 'row', fromSeq: 50, throughSeq: 50 }] })
    await expect(log.readAfter(doc, 10)).rejects.toBeInstanceOf(DamagedError)
    await expect(log.history(doc, 0)).rejects.toBeInstanceOf(DamagedError)
    expect(await log.readAfter(doc, 50)).toHaveLength(50)
  })

  test('[UL28] a row that is gone is an error as well', async () => {
    const { doc } = await begin({ snapshot: false })
    await pool.query(`delete from doc_update where seq in (33, 34, 100) ${OF}`, [doc])
    await expect(log.load(doc)).rejects.toMatchObject({
      damage: [
        { part: 'missing', fromSeq: 33, throughSeq: 34 },
        { part: 'missing', fromSeq: 100, throughSeq: 100 },
      ],
    })
  })

  test('[UL28] a damaged snapshot is passed over: the document is the same, and it is told', async () => {
    const { doc, text } = await begin()
    await flip('doc_snapshot', 'state', 'true', doc, 40)
    const loaded = await log.load(doc)
    expect(textOf(loaded)).toBe(text)
    expect(loaded.damage).toEqual([{ part: 'snapshot', fromSeq: 1, throughSeq: 80 }])
  })

  test('[UL25] what is damaged is not packed', async () => {
    const { doc } = await begin()
    await ruinRow(doc, 20)
    await expect(log.compact(doc)).rejects.toBeInstanceOf(DamagedError)
    expect((await pool.query(`select 1 from doc_update where true ${OF}`, [doc])).rowCount).toBe(ROWS)
  })
})

describe('repair', () => {
  test('[UL29] one wrong byte in ten rows, wherever it is: all found, all put right', async () => {
    const { doc, text } = await begin({ snapshot: false })
    const before = await log.history(doc, 0)
    for (let index = 0; index < 10; index++) await flipRow(doc, 5 + 9 * index, 5 + index)
    const found = await repairDocument({ log, doc, logger })
    expect(found.map(({ fromSeq }) => fromSeq)).toEqual(Array.from({ length: 10 }, (_, index) => 5 + 9 * index))
    expect(textOf(await log.load(doc))).toBe(text)
    expect((await log.history(doc, 0)).map(({ update }) => [...update])).toEqual(
      before.map(({ update }) => [...update]),
    )
    expect(await asideOf(doc)).toEqual([])
  })

  test('[UL29] one wrong byte in a segment is put right', async () => {
    const { doc, text } = await begin({ packed: true })
    for (const fromEnd of [3, 50, 150]) {
      await flip('doc_segment', 'packed', 'true', doc, fromEnd)
      await expect(log.load(doc, { ignoreSnapshots: true })).rejects.toMatchObject({
        damage: [{ part: 'segment', fromSeq: 1, throughSeq: 80 }],
      })
      expect(await repairDocument({ log, doc, logger })).toHaveLength(1)
      expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toBe(text)
    }
    expect(await asideOf(doc)).toEqual([])
  })

  test('[UL30] a ruined row that a snapshot holds: its text is a new row before it is set aside', async () => {
    const { doc, text } = await begin()
    await ruinRow(doc, 40)
    expect(await repairDocument({ log, doc, logger })).toEqual([{ kind: 'row', fromSeq: 40, throughSeq: 40 }])
    expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toBe(text)
    expect(textOf(await log.load(doc))).toBe(text)
    expect(await asideOf(doc)).toEqual([40])
    // Kept, for whoever wants to look at it.
    expect((await pool.query(`select 1 from doc_update where seq = 40 ${OF}`, [doc])).rowCount).toBe(1)
    expect(await checkDocument(log, doc)).toEqual([])
  })

  test('[UL30] a ruined segment that a snapshot holds: the text stands, its rows are set aside', async () => {
    const { doc, text } = await begin({ packed: true })
    for (const fromEnd of [3, 50, 150]) await flip('doc_segment', 'packed', 'true', doc, fromEnd)
    expect(textOf(await log.load(doc))).toBe(text)
    await repairDocument({ log, doc, logger })
    expect(textOf(await log.load(doc))).toBe(text)
    expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toBe(text)
    expect(await asideOf(doc)).toHaveLength(80)
    expect((await log.history(doc, 0)).map(({ seq }) => seq)).toEqual([...Array.from({ length: 21 }, (_, n) => n + 81)])
    expect(await checkDocument(log, doc)).toEqual([])
  })

  test('[UL30] rows that are gone and stand in a snapshot are there again', async () => {
    const { doc, text } = await begin()
    await pool.query(`delete from doc_update where seq between 30 and 60 ${OF}`, [doc])
    await repairDocument({ log, doc, logger })
    expect(textOf(await log.load(doc, { ignoreSnapshots: true }))).toBe(text)
  })

  test('[UL30] what nobody has any more is set aside, and the document opens with what is left', async () => {
    const { doc, writer } = await begin({ snapshot: false })
    await ruinRow(doc, 90)
    await repairDocument({ log, doc, logger })
    const left = textOf(await log.load(doc))
    expect(left).toContain(' 88 89 ')
    expect(left).not.toContain(' 90 ')
    // The rows after it built on it: they are kept, and the tab that wrote them brings all of it again.
    expect((await pool.query(`select 1 from doc_update where true ${OF}`, [doc])).rowCount).toBe(ROWS)
    await log.append({ doc, update: writer.state(), author: 'anna-0001', clients: [writer.client] })
    expect(textOf(await log.load(doc))).toContain(' 88 89 90 91 ')
  })

  test('[UL31] wrong snapshots are found and made anew from the rows, whatever is wrong with them', async () => {
    const { doc, text } = await begin()
    await flip('doc_snapshot', 'state', 'true', doc, 40)
    expect(await checkDocument(log, doc)).toEqual([{ kind: 'snapshot', fromSeq: 1, throughSeq: 80 }])
    await repairDocument({ log, doc, logger })
    expect(await checkDocument(log, doc)).toEqual([])
    // One that reads well, checksum and all, and is not what the rows add up to.
    const liar = createWriter(doc, 'ben-00001')
    liar.type('nobody wrote this')
    await pool.query(`update doc_snapshot set state = $2, crc = null where true ${OF}`, [
      doc,
      Buffer.from(liar.state()),
    ])
    expect(await checkDocument(log, doc)).toEqual([{ kind: 'content', fromSeq: 1, throughSeq: ROWS }])
    await repairDocument({ log, doc, logger })
    expect(await checkDocument(log, doc)).toEqual([])
    expect(textOf(await log.load(doc))).toBe(text)
  })
})
