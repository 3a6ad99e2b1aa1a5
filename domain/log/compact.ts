/**
 * One run of old rows becomes one segment, in one transaction:
 *
 *   lock ─▶ read rows ─▶ pack ─▶ insert ─▶ read back, unpack, compare ─▶ remove the rows ─▶ commit
 *
 * Whatever fails before the commit leaves the rows as they were.
 */
import type pg from 'pg'
import { AppError } from '#domain/contract/errors.ts'
import { crashPoint } from '#domain/crash-point.ts'
import { checksumOf, isSound } from './checksum.ts'
import { packRows, unpackRows } from './pack.ts'
import { INSERT_SEGMENT, LOCK_COMPACTION, READ_SEGMENT, READ_UNPACKED, REMOVE_PACKED } from './statements.ts'
import { type Author, DamagedError, type HistoryRow } from './update-log.ts'

/** Of updates in one segment. */
const MOST_BYTES = 1024 * 1024

type Work = {
  readonly doc: string
  readonly docId: number
  /** Rows after it stay: their text would be in one place only. */
  readonly snapshotSeq: number
  readonly leastRows: number
  readonly mostRows: number
}
type Unpacked = {
  readonly seq: number
  readonly update: Uint8Array
  readonly crc: number | null
  readonly author: Author
  readonly atMs: number
  readonly isAside: boolean
}

/** @returns how many rows were packed; 0 when there is too little to do, or another process does it */
export async function compactRun(
  client: pg.PoolClient,
  { doc, docId, snapshotSeq, leastRows, mostRows }: Work,
): Promise<number> {
  const lock = await client.query<{ mine: boolean }>(LOCK_COMPACTION, [docId])
  if (!lock.rows[0]?.mine) return 0
  const { rows: oldest } = await client.query<Unpacked>(READ_UNPACKED, [docId, snapshotSeq, mostRows])
  const run = firstRun(oldest)
  const first = run[0]
  const last = run.at(-1)
  if (!first || !last || run.length < leastRows) return 0
  const damaged = run.filter(({ update, crc, isAside }) => !isAside && !isSound(update, crc))
  if (damaged.length > 0) {
    throw new DamagedError(
      doc,
      damaged.map(({ seq }) => ({ part: 'row', fromSeq: seq, throughSeq: seq })),
    )
  }
  const rows = run.map(({ seq, author, update, atMs }): HistoryRow => ({ seq, author, update, at: new Date(atMs) }))
  const packed = await packRows(rows)
  await client.query(INSERT_SEGMENT, [docId, first.seq, last.seq, checksumOf(packed), packed])
  crashPoint('compact-after-segment')
  const stored = await client.query<{ bytes: Uint8Array; crc: number }>(READ_SEGMENT, [docId, last.seq])
  await compare(doc, rows, stored.rows[0])
  const removed = await client.query(REMOVE_PACKED, [docId, first.seq, last.seq])
  if (removed.rowCount !== rows.length) throw notTheSame(doc, first.seq, 'other rows were there than were read')
  crashPoint('compact-after-removal')
  return rows.length
}

/** A number that is missing ends a run: a segment says its rows have none between them. */
function firstRun(rows: readonly Unpacked[]): readonly Unpacked[] {
  let bytes = 0
  const end = rows.findIndex((row, index) => {
    bytes += row.update.byteLength
    const before = rows[index - 1]
    return before !== undefined && (row.seq !== before.seq + 1 || bytes > MOST_BYTES)
  })
  return end === -1 ? rows : rows.slice(0, end)
}

/** Byte for byte: what they add up to is the same then. @throws {AppError} when the segment is anything but the rows */
async function compare(
  doc: string,
  rows: readonly HistoryRow[],
  stored: { readonly bytes: Uint8Array; readonly crc: number } | undefined,
): Promise<void> {
  const fromSeq = rows[0]?.seq ?? 0
  if (!stored || !isSound(stored.bytes, stored.crc)) throw notTheSame(doc, fromSeq, 'the segment was not stored whole')
  const unpacked = await unpackRows(stored.bytes, fromSeq)
  const differs = rows.findIndex((row, index) => !isSameRow(row, unpacked[index]))
  if (differs !== -1 || unpacked.length !== rows.length) throw notTheSame(doc, fromSeq + differs, 'a row differs')
}

function isSameRow(one: HistoryRow, other: HistoryRow | undefined): boolean {
  return (
    other !== undefined &&
    one.seq === other.seq &&
    one.author === other.author &&
    one.at.getTime() === other.at.getTime() &&
    Buffer.compare(one.update, other.update) === 0
  )
}

function notTheSame(doc: string, seq: number, why: string): AppError {
  return new AppError('internal', { message: `A segment is not what its rows were: ${why}`, details: { doc, seq } })
}
