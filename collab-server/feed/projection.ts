/**
 * A document that is built from rows: maps of JSON that this process alone writes, and browsers read as Yjs. There is no
 * Y.Doc of it here. What changes is told as the update that Yjs would have made, and whoever opens it is told what
 * stands now: with hundreds of them open, the work of a Y.Doc for each was most of what an event costs.
 *
 *   set, delete … ─▶ tell ─▶ one update to each connection          opening ─▶ missing(state vector)
 *
 * A browser keeps a trace of every replaced entry, so its copy grows with each change; past a limit the connections are
 * closed with `feed_rotated` and open a fresh one.
 */
import type { Document } from '@hocuspocus/server'
import { encode, writeAny } from 'lib0/encoding'
import { uint32 } from 'lib0/random'
import { messageYjsUpdate } from 'y-protocols/sync'
import * as Y from 'yjs'
import { CLOSE_CODES } from '#domain/contract/close-codes.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { syncFrame } from '../transport/frame.ts'
import { type Entry, encodeMapUpdate, type Range } from './map-update.ts'
import { sameJson } from './same-json.ts'

export type Entries<Value> = {
  readonly shown: ReadonlyMap<string, Value>
  set(key: string, value: Value): void
  /** The same again writes nothing. */
  setIfChanged(key: string, value: Value): void
  /** Of what is not there: nothing. */
  delete(key: string): void
}

export type Projection = {
  /** To be asked for once for each name. */
  map<Value>(name: string): Entries<Value>
  /** Says what was set and deleted since the last time to everybody who has it open, as one update. */
  tell(): void
  /** What it has, as Yjs says it. */
  stateVector(): Uint8Array
  /** Update that brings whoever has that much up to date. */
  missing(stateVector: Uint8Array): Uint8Array
  /** Size of what stands, and of the traces of all that was replaced, in a browser that saw it happen. */
  bytes(): number
  /** It is built now: growth counts from here. */
  settle(): void
  /** The factor keeps one that is large from the start from being closed again and again. */
  hasOutgrown(): boolean
}

/** Beside name, key and value of an entry; of what was replaced it is all that stays. */
const ENTRY_BYTES = 14

const projections = new WeakMap<Document, Projection>()

/** Of a document that is built from rows. */
export function projectionOf(document: Document): Projection | undefined {
  return projections.get(document)
}

export function createProjection(document: Document): Projection {
  const client = uint32()
  /** Clocks of all values of a key, oldest first, by map and key. */
  const chains = new Map<string, Map<string, number[]>>()
  const shown = new Map<string, Map<string, Uint8Array>>()
  let clock = 0
  let told = 0
  let untold: Entry[] = []
  let deleted: number[] = []
  let shownBytes = 0
  let builtBytes = 0

  function map<Value>(name: string): Entries<Value> {
    const values = new Map<string, Value>()
    const encoded = new Map<string, Uint8Array>()
    const clocks = new Map<string, number[]>()
    shown.set(name, encoded)
    chains.set(name, clocks)

    const forget = (key: string) => {
      const bytes = encoded.get(key)
      const last = clocks.get(key)?.at(-1)
      if (!bytes || last === undefined) return
      deleted.push(last)
      shownBytes -= bytes.byteLength + key.length
      encoded.delete(key)
    }
    const entries: Entries<Value> = {
      shown: values,
      set(key, value) {
        forget(key)
        const bytes = bytesOf(value)
        const chain = clocks.get(key)
        untold.push({ clock, map: name, key, left: chain?.at(-1), value: bytes })
        if (chain) chain.push(clock)
        else clocks.set(key, [clock])
        clock += 1
        values.set(key, value)
        encoded.set(key, bytes)
        shownBytes += bytes.byteLength + key.length
      },
      setIfChanged(key, value) {
        if (!sameJson(values.get(key), value)) entries.set(key, value)
      },
      delete(key) {
        forget(key)
        values.delete(key)
      },
    }
    return entries
  }

  function tell(): void {
    if (untold.length === 0 && deleted.length === 0) return
    const update = { from: told, until: clock, entries: untold, deleted: rangesOf(deleted) }
    told = clock
    untold = []
    deleted = []
    const connections = document.getConnections()
    if (connections.length === 0) return
    const bytes = encodeMapUpdate(client, update)
    let frame: { readonly address: string; readonly bytes: Uint8Array } | undefined
    for (const connection of connections) {
      const address = connection.messageAddress
      if (frame?.address !== address) frame = { address, bytes: syncFrame(address, messageYjsUpdate, bytes) }
      connection.send(frame.bytes)
    }
  }

  function missing(stateVector: Uint8Array): Uint8Array {
    const from = Math.min(clock, Y.decodeStateVector(stateVector).get(client) ?? 0)
    const entries: Entry[] = []
    const standing: number[] = []
    for (const [name, clocks] of chains) {
      for (const [key, chain] of clocks) {
        const last = chain.at(-1) ?? 0
        const value = shown.get(name)?.get(key)
        if (value) standing.push(last)
        if (last < from) continue
        entries.push({ clock: last, map: name, key, left: chain.findLast(one => one < from), value })
      }
    }
    entries.sort((a, b) => a.clock - b.clock)
    return encodeMapUpdate(client, { from, until: clock, entries, deleted: between(standing.sort(ascending), clock) })
  }

  const projection: Projection = {
    map,
    tell,
    stateVector: () => Y.encodeStateVector(new Map(clock > 0 ? [[client, clock]] : [])),
    missing,
    bytes: () => shownBytes + ENTRY_BYTES * clock,
    settle() {
      builtBytes = projection.bytes()
    },
    hasOutgrown: () => projection.bytes() > Math.max(LIMITS.feedBytes, builtBytes * 1.5),
  }
  projections.set(document, projection)
  return projection
}

const encodedByValue = new WeakMap<object, Uint8Array>()

/** What stands in many documents, the very object in each of them, is encoded once. SPEC FD70. */
function bytesOf(value: unknown): Uint8Array {
  const known = isObject(value) ? encodedByValue.get(value) : undefined
  if (known) return known
  const bytes = encode(encoder => writeAny(encoder, value as Parameters<typeof writeAny>[1]))
  if (isObject(value)) encodedByValue.set(value, bytes)
  return bytes
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function rangesOf(clocks: readonly number[]): readonly Range[] {
  const ranges: { clock: number; length: number }[] = []
  for (const clock of clocks.toSorted(ascending)) {
    const last = ranges.at(-1)
    if (last && last.clock + last.length === clock) last.length += 1
    else ranges.push({ clock, length: 1 })
  }
  return ranges
}

/** Everything before `until` but these. */
function between(standing: readonly number[], until: number): readonly Range[] {
  const ranges: Range[] = []
  let clock = 0
  for (const one of [...standing, until]) {
    if (one > clock) ranges.push({ clock, length: one - clock })
    clock = one + 1
  }
  return ranges
}

const ascending = (a: number, b: number) => a - b

/** Whoever has it open comes back at once, to one that is built anew. */
export function rotate(document: Document): void {
  const reason = 'feed_rotated'
  for (const connection of document.getConnections()) connection.close({ code: CLOSE_CODES[reason].code, reason })
}
