/** Segments and rows as they are stored, made one list of rows: checked, in order, and with word of what is not there. */
import { isSound } from './checksum.ts'
import { unpackRows } from './pack.ts'
import type { Author, Damage, HistoryRow } from './update-log.ts'

/** One line of READ_PARTS. `aside` is a number that was set aside. */
export type StoredPart = {
  readonly kind: 'segment' | 'row' | 'aside'
  readonly fromSeq: number
  readonly throughSeq: number
  readonly bytes: Uint8Array | null
  readonly crc: number | null
  readonly author: Author | null
  readonly atMs: number | null
}

export type ReadParts = { readonly rows: readonly HistoryRow[]; readonly damage: readonly Damage[] }

/** @param range rows after `after`, `through` included: each of them is in the result, set aside, or damage */
export async function readParts(
  parts: readonly StoredPart[],
  { after, through }: { readonly after: number; readonly through: number },
): Promise<ReadParts> {
  const aside = new Set(parts.filter(({ kind }) => kind === 'aside').map(({ fromSeq }) => fromSeq))
  const rows: HistoryRow[] = []
  const damage: Damage[] = []
  let next = after + 1

  const report = (part: Damage['part'], fromSeq: number, throughSeq: number) => {
    let isNews = false
    for (let seq = Math.max(fromSeq, after + 1); seq <= Math.min(throughSeq, through); seq += 1) {
      if (!aside.has(seq)) isNews = true
    }
    if (isNews) damage.push({ part, fromSeq, throughSeq })
  }

  for (const part of parts) {
    if (part.kind === 'aside') continue
    if (part.fromSeq > next) report('missing', next, part.fromSeq - 1)
    next = Math.max(next, part.throughSeq + 1)
    const found = await rowsOf(part)
    if (found === null) {
      report(part.kind, part.fromSeq, part.throughSeq)
      continue
    }
    for (const row of found) {
      if (row.seq > after && row.seq <= through && !aside.has(row.seq)) rows.push(row)
    }
  }
  if (next <= through) report('missing', next, through)
  return { rows, damage }
}

/** Null when it is not what was written. */
async function rowsOf({ kind, fromSeq, throughSeq, bytes, crc, author, atMs }: StoredPart) {
  if (bytes === null || !isSound(bytes, crc)) return null
  if (kind === 'row') return [{ seq: fromSeq, update: bytes, author: author ?? '', at: new Date(atMs ?? 0) }]
  try {
    const rows = await unpackRows(bytes, fromSeq)
    return rows.at(-1)?.seq === throughSeq ? rows : null
  } catch {
    // What it is worth is told by the caller, with the rows that it concerns.
    return null
  }
}
