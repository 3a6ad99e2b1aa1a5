/**
 * PURE: entries of maps → one update of Yjs (v1), as the one client that writes them would say it.
 *
 *   1 · structs · client · clock · struct*          deletions: 1 · client · ranges · (clock · length)*
 *   struct: an entry (parent and key, or its left neighbour; value) · a value that was deleted · a gap that is collected
 *
 * @see https://github.com/yjs/yjs/blob/v13.6.27/INTERNALS.md and `Item.write`, `GC.write`, `writeDeleteSet` beside it
 */
import { type Encoder, writeUint8, writeUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { encodeInScratch } from '../scratch-encoder.ts'

/** A value under a key. Yjs chains those of one key: the newest one names the one that it replaces. */
export type Entry = {
  readonly clock: number
  readonly map: string
  readonly key: string
  /** Clock of the one before it under its key, where the reader has one. */
  readonly left: number | undefined
  /** As lib0 writes a value; undefined for one that is deleted, of which its place is kept. */
  readonly value: Uint8Array | undefined
}
export type Range = { readonly clock: number; readonly length: number }

const COLLECTED = 0
const DELETED = 1
const ANY = 8
const HAS_KEY = 0b0010_0000
const HAS_LEFT = 0b1000_0000
const IS_ROOT = 1

/**
 * @param entries by clock, none before `from`; what is between them is told as collected
 * @param until the clock after the last one
 * @param deleted by clock, not touching each other
 */
export function encodeMapUpdate(
  client: number,
  {
    from,
    until,
    entries,
    deleted,
  }: { from: number; until: number; entries: readonly Entry[]; deleted: readonly Range[] },
): Uint8Array {
  return encodeInScratch(encoder => {
    if (from === until) writeVarUint(encoder, 0)
    else {
      writeVarUint(encoder, 1)
      writeVarUint(encoder, countStructs(from, until, entries))
      writeVarUint(encoder, client)
      writeVarUint(encoder, from)
      let clock = from
      for (const entry of entries) {
        writeGap(encoder, entry.clock - clock)
        writeEntry(encoder, client, entry)
        clock = entry.clock + 1
      }
      writeGap(encoder, until - clock)
    }
    writeVarUint(encoder, deleted.length === 0 ? 0 : 1)
    if (deleted.length > 0) {
      writeVarUint(encoder, client)
      writeVarUint(encoder, deleted.length)
      for (const range of deleted) {
        writeVarUint(encoder, range.clock)
        writeVarUint(encoder, range.length)
      }
    }
  })
}

function countStructs(from: number, until: number, entries: readonly Entry[]): number {
  let clock = from
  let gaps = 0
  for (const entry of entries) {
    if (entry.clock > clock) gaps += 1
    clock = entry.clock + 1
  }
  return entries.length + gaps + (until > clock ? 1 : 0)
}

function writeGap(encoder: Encoder, length: number): void {
  if (length === 0) return
  writeUint8(encoder, COLLECTED)
  writeVarUint(encoder, length)
}

function writeEntry(encoder: Encoder, client: number, { map, key, left, value }: Entry): void {
  writeUint8(encoder, (value ? ANY : DELETED) | HAS_KEY | (left === undefined ? 0 : HAS_LEFT))
  if (left === undefined) {
    writeVarUint(encoder, IS_ROOT)
    writeVarString(encoder, map)
    writeVarString(encoder, key)
  } else {
    writeVarUint(encoder, client)
    writeVarUint(encoder, left)
  }
  writeVarUint(encoder, 1)
  if (value) writeUint8Array(encoder, value)
}
