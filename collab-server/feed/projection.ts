/**
 * What documents that are built from rows have in common: how they are written, and how far they have grown. A Y.Map
 * keeps a trace of every replaced entry, so it grows with each change until it is built anew; past its limit its
 * connections are closed with `feed_rotated` and open a fresh one.
 */
import type { Document } from '@hocuspocus/server'
import { type Encoder, encode, writeAny, writeUint8Array } from 'lib0/encoding'
import * as Y from 'yjs'
import { CLOSE_CODES } from '#domain/contract/close-codes.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { sameJson } from './same-json.ts'

/** Nothing stores a projection: Hocuspocus need not try. */
export const FROM_ROWS = { source: 'local', skipStoreHooks: true } as const

export type Growth = {
  /** Encoded size when it was built. */
  builtBytes: number
  /** Bytes of all updates since: what it may have grown by. */
  grownBytes: number
  /** It is built now: growth counts from here. */
  settle(): void
}

export function watchGrowth(document: Document): Growth {
  const growth: Growth = {
    builtBytes: 0,
    grownBytes: 0,
    settle() {
      growth.builtBytes = growth.grownBytes
      growth.grownBytes = 0
    },
  }
  document.on('update', (update: Uint8Array) => {
    growth.grownBytes += update.byteLength
  })
  return growth
}

type Writes = {
  write(encoder: { writeLen(length: number): void; readonly restEncoder: Encoder }, offset: number): void
}
const encodedByValue = new WeakMap<object, Uint8Array>()

/**
 * Sets what stands in many documents, the very object in each of them: it is encoded once, not once for each. Yjs asks
 * an entry's content for its bytes whenever it encodes an update; here it is given those of the first time.
 */
export function setShared<T extends object>(map: Y.Map<T>, key: string, value: T): void {
  map.set(key, value)
  const content = map._map.get(key)?.content
  if (!(content instanceof Y.ContentAny)) return
  const bytes =
    encodedByValue.get(value) ?? encode(encoder => writeAny(encoder, value as Parameters<typeof writeAny>[1]))
  encodedByValue.set(value, bytes)
  const own: Writes = content
  own.write = encoder => {
    encoder.writeLen(1)
    writeUint8Array(encoder.restEncoder, bytes)
  }
}

/** The same again writes nothing. */
export function setIfChanged<T>(map: Y.Map<T>, key: string, value: T): void {
  if (!sameJson(map.get(key), value)) map.set(key, value)
}

/** Whoever has it open comes back at once, to one that is built anew. */
export function rotate(document: Document): void {
  const reason = 'feed_rotated'
  for (const connection of document.getConnections()) connection.close({ code: CLOSE_CODES[reason].code, reason })
}

/** The factor keeps one that is large from the start from being closed again and again. */
export function hasOutgrown(document: Document, growth: Growth): boolean {
  const limit = Math.max(LIMITS.feedBytes, growth.builtBytes * 1.5)
  if (growth.builtBytes + growth.grownBytes < limit) return false
  const bytes = Y.encodeStateAsUpdate(document).byteLength
  growth.grownBytes = Math.max(0, bytes - growth.builtBytes)
  return bytes > limit
}
