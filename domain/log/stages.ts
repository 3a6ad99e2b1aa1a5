/**
 * Where a long history can be entered in its middle: every so many rows the text as it was, and whose each of its letters
 * is. Whoever looks back begins at the nearest one, however long people wrote before it. Made from the rows while nobody
 * waits; the rows stay, and without stages a history is only slower.
 */
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { z } from 'zod'
import { asWritten } from '#domain/text/as-written.ts'
import { createAuthorship, type Known } from '#domain/text/authorship.ts'
import { createTurns } from '#domain/turns.ts'
import type { Tx } from '#prisma/client.ts'
import { checksumOf } from './checksum.ts'
import { isWaiting } from './same-content.ts'
import type { UpdateLog } from './update-log.ts'

/** A state of a long text takes as much room as some thousand packed rows. */
export const ROWS_BETWEEN_STAGES = 16_384
const READ_AT_ONCE = 2_048
const DOCUMENTS_AT_ONCE = 20

export type Stage = {
  /** It holds rows 1..seq. */
  readonly seq: number
  /** When that row was committed, ISO 8601. */
  readonly at: string
  /** Yjs update v1. */
  readonly state: Uint8Array
  readonly known: readonly Known[]
}

const KnownList = z.array(
  z.object({
    client: z.number(),
    start: z.number(),
    end: z.number(),
    seq: z.number(),
    by: z.string(),
    at: z.string(),
  }),
)

/** The newest one with no row after `through`; those whose bytes have changed are passed over. */
export async function findStage(db: Tx, doc: string, through: number): Promise<Stage | null> {
  const head = await db.docHead.findUnique({ where: { doc }, select: { id: true } })
  if (!head) return null
  for (let last = through; ; ) {
    const row = await db.docStage.findFirst({
      where: { docId: head.id, seq: { lte: last } },
      orderBy: { seq: 'desc' },
    })
    if (!row) return null
    if (checksumOfBoth(row) === row.crc) {
      const known = KnownList.parse(JSON.parse(Buffer.from(row.origins).toString()))
      return { seq: row.seq, at: row.at.toISOString(), state: row.state, known }
    }
    last = row.seq - 1
  }
}

/**
 * Makes those that are missing from the last one on.
 *
 * @returns how many were made
 * @throws {DamagedError} when a row cannot be read; {Error} when the rows do not add up
 */
export async function addStages(
  { log, db }: { readonly log: UpdateLog; readonly db: Tx },
  doc: string,
  rowsBetween = ROWS_BETWEEN_STAGES,
): Promise<number> {
  const head = await db.docHead.findUnique({ where: { doc }, select: { id: true, seq: true } })
  if (!head) return 0
  const before = await findStage(db, doc, head.seq)
  const authorship = createAuthorship(before?.known)
  const document = asWritten(new Doc())
  const takeTurns = createTurns()
  let made = 0
  try {
    if (before) applyUpdate(document, before.state)
    for (let seq = before?.seq ?? 0; seq + rowsBetween <= head.seq; seq += rowsBetween) {
      let at: Date | null = null
      for (let from = seq; from < seq + rowsBetween; from += READ_AT_ONCE) {
        for (const row of await log.history(doc, from, Math.min(from + READ_AT_ONCE, seq + rowsBetween))) {
          applyUpdate(document, row.update)
          authorship.learn({ seq: row.seq, by: row.author, at: row.at.toISOString(), update: row.update })
          at = row.at
          await takeTurns()
        }
      }
      if (isWaiting(document)) throw new Error('The rows do not add up to a stage')
      // Nothing but rows that are set aside: the next one holds them.
      if (!at) continue
      const state = Buffer.from(encodeStateAsUpdate(document))
      const origins = Buffer.from(JSON.stringify(authorship.known()))
      const stage = { at, state, origins, crc: checksumOfBoth({ state, origins }) }
      const place = { docId: head.id, seq: seq + rowsBetween }
      await db.docStage.upsert({ where: { docId_seq: place }, create: { ...place, ...stage }, update: stage })
      made += 1
    }
    return made
  } finally {
    document.destroy()
  }
}

/** Documents that have grown long enough for another one. */
export async function findWithoutStage(db: Tx): Promise<readonly string[]> {
  const rows = await db.$queryRaw<{ doc: string }[]>`
    select h.doc from doc_head h
    where h.seq - coalesce((select max(s.seq) from doc_stage s where s."docId" = h.id), 0) >= ${ROWS_BETWEEN_STAGES}
    order by h.seq desc limit ${DOCUMENTS_AT_ONCE}`
  return rows.map(({ doc }) => doc)
}

function checksumOfBoth({ state, origins }: { readonly state: Uint8Array; readonly origins: Uint8Array }): number {
  return checksumOf(Buffer.concat([state, origins]))
}
