/**
 * Rows in a row as few bytes: what a segment of the log holds. Columns one after the other, each as differences, then
 * deflate (whose own Adler-32 is a second check):
 *
 *   format · count · authors · { author, run }* · time and differences (ms) · lengths · updates
 *
 * Keystrokes of one person differ in a clock and a letter, so an update is written as its difference to their last one
 * of the same length.
 */
import { promisify } from 'node:util'
import { constants, deflate, inflate } from 'node:zlib'
import { createDecoder, hasContent, readUint8Array, readVarInt, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeUint8Array, writeVarInt, writeVarString, writeVarUint } from 'lib0/encoding'
import { createTurns } from '#domain/turns.ts'
import type { Author, HistoryRow } from './update-log.ts'

const FORMAT = 1
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Others have their turn meanwhile.
 *
 * @param rows numbered without gaps
 */
export async function packRows(rows: readonly HistoryRow[]): Promise<Uint8Array> {
  const encoder = createEncoder()
  writeVarUint(encoder, FORMAT)
  writeVarUint(encoder, rows.length)
  const authors = [...new Set(rows.map(({ author }) => author))]
  writeVarUint(encoder, authors.length)
  for (const author of authors) writeVarString(encoder, author)
  for (const { author, length } of runsOf(rows)) {
    writeVarUint(encoder, authors.indexOf(author))
    writeVarUint(encoder, length)
  }
  let before = 0
  for (const { at } of rows) {
    writeVarInt(encoder, at.getTime() - before)
    before = at.getTime()
  }
  for (const { update } of rows) writeVarUint(encoder, update.byteLength)
  const differences = createDifferences()
  const takeTurns = createTurns()
  for (const { author, update } of rows) {
    writeUint8Array(encoder, differences.from(author, update))
    await takeTurns()
  }
  return promisify(deflate)(toUint8Array(encoder), { level: constants.Z_BEST_COMPRESSION })
}

/**
 * Others have their turn meanwhile.
 *
 * @throws {Error} when it is not what packRows wrote
 */
export async function unpackRows(packed: Uint8Array, fromSeq: number): Promise<readonly HistoryRow[]> {
  const decoder = createDecoder(await promisify(inflate)(packed, { maxOutputLength: MOST_BYTES }))
  if (readVarUint(decoder) !== FORMAT) throw new Error('A segment of an unknown format')
  const count = readVarUint(decoder)
  const names = Array.from({ length: readVarUint(decoder) }, () => readVarString(decoder))
  const authors: Author[] = []
  while (authors.length < count) {
    const author = names[readVarUint(decoder)]
    const length = readVarUint(decoder)
    if (author === undefined || length === 0 || authors.length + length > count) throw new Error('A torn segment')
    for (let index = 0; index < length; index += 1) authors.push(author)
  }
  let before = 0
  const times = authors.map(() => {
    before += readVarInt(decoder)
    return before
  })
  const lengths = authors.map(() => readVarUint(decoder))
  const differences = createDifferences()
  const takeTurns = createTurns()
  const rows: HistoryRow[] = []
  for (const [index, author] of authors.entries()) {
    const update = differences.to(author, readUint8Array(decoder, lengths[index] ?? 0))
    rows.push({ seq: fromSeq + index, author, at: new Date(times[index] ?? 0), update })
    await takeTurns()
  }
  if (hasContent(decoder)) throw new Error('A segment with something behind its end')
  return rows
}

function runsOf(rows: readonly HistoryRow[]): { author: Author; length: number }[] {
  const runs: { author: Author; length: number }[] = []
  for (const { author } of rows) {
    const last = runs.at(-1)
    if (last?.author === author) last.length += 1
    else runs.push({ author, length: 1 })
  }
  return runs
}

/** Both directions remember the same: an author's last update of each length. */
function createDifferences() {
  const lastByAuthor = new Map<Author, Map<number, Uint8Array>>()
  const swap = (author: Author, update: Uint8Array) => {
    const lasts = lastByAuthor.get(author) ?? new Map<number, Uint8Array>()
    lastByAuthor.set(author, lasts)
    const last = lasts.get(update.byteLength)
    lasts.set(update.byteLength, update)
    return last
  }
  return {
    from(author: Author, update: Uint8Array): Uint8Array {
      const last = swap(author, update)
      return last ? subtract(update, last) : update
    },
    to(author: Author, difference: Uint8Array): Uint8Array {
      const last = lastByAuthor.get(author)?.get(difference.byteLength)
      const update = last ? add(difference, last) : difference.slice()
      swap(author, update)
      return update
    },
  }
}

/** Of the same length; a byte goes round at 256. Loops, since `map` takes ten times as long for each byte. */
function subtract(one: Uint8Array, other: Uint8Array): Uint8Array {
  const difference = new Uint8Array(one.length)
  for (let index = 0; index < one.length; index += 1) difference[index] = (one[index] ?? 0) - (other[index] ?? 0)
  return difference
}

function add(one: Uint8Array, other: Uint8Array): Uint8Array {
  const sum = new Uint8Array(one.length)
  for (let index = 0; index < one.length; index += 1) sum[index] = (one[index] ?? 0) + (other[index] ?? 0)
  return sum
}
