/**
 * How far a projection has grown. A Y.Map keeps a trace of every replaced entry, so it grows with each change until it is
 * built anew; past its limit its connections are closed with `feed_rotated` and open a fresh one.
 */
import type { Document } from '@hocuspocus/server'
import * as Y from 'yjs'
import { LIMITS } from '#domain/contract/limits.ts'

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

/** The factor keeps one that is large from the start from being closed again and again. */
export function hasOutgrown(document: Document, growth: Growth): boolean {
  if (growth.builtBytes + growth.grownBytes < LIMITS.feedBytes) return false
  const bytes = Y.encodeStateAsUpdate(document).byteLength
  growth.grownBytes = Math.max(0, bytes - growth.builtBytes)
  return bytes > Math.max(LIMITS.feedBytes, growth.builtBytes * 1.5)
}
