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
import { createFraming, type Framing } from '../transport/frame.ts'
import { type Entry, encodeMapUpdate, type Range } from './map-update.ts'
import { sameJson } from './same-json.ts'

export type Entries<Value> = {
  size(): number
  get(key: string): Value | undefined
  /** What stands, with its key. */
  shown(): Iterable<[string, Value]>
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

/**
 * What stands under a key. With hundreds of feeds none is in the processor's memory when its turn comes: all that is known
 * of a key is found by one look.
 */
type Slot<Value> = {
  /** Undefined where nothing stands any more. */
  shown: { readonly value: Value; readonly bytes: Uint8Array } | undefined
  /** Of all that ever stood there, oldest first. */
  readonly clocks: number[]
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
  const slotsByMap = new Map<string, Map<string, Slot<unknown>>>()
  let clock = 0
  let told = 0
  let untold: Entry[] = []
  let deleted: number[] = []
  /** Of the last connection that was told something: mostly all have the same address. */
  let framing: Framing | undefined
  let shownBytes = 0
  let builtBytes = 0

  function map<Value>(name: string): Entries<Value> {
    const slots = new Map<string, Slot<Value>>()
    slotsByMap.set(name, slots)
    let size = 0

    const forget = (key: string, slot: Slot<Value>) => {
      if (!slot.shown) return
      deleted.push(slot.clocks.at(-1) ?? 0)
      shownBytes -= slot.shown.bytes.byteLength + key.length
      size -= 1
      slot.shown = undefined
    }
    const put = (key: string, value: Value, slot: Slot<Value> | undefined) => {
      if (slot) forget(key, slot)
      const bytes = bytesOf(value)
      untold.push({ clock, map: name, key, left: slot?.clocks.at(-1), value: bytes })
      shownBytes += bytes.byteLength + key.length
      size += 1
      if (slot) {
        slot.clocks.push(clock)
        slot.shown = { value, bytes }
      } else slots.set(key, { shown: { value, bytes }, clocks: [clock] })
      clock += 1
    }
    return {
      size: () => size,
      get: key => slots.get(key)?.shown?.value,
      *shown() {
        for (const [key, { shown }] of slots) if (shown) yield [key, shown.value]
      },
      set: (key, value) => put(key, value, slots.get(key)),
      setIfChanged(key, value) {
        const slot = slots.get(key)
        if (!slot?.shown || !sameJson(slot.shown.value, value)) put(key, value, slot)
      },
      delete(key) {
        const slot = size > 0 ? slots.get(key) : undefined
        if (slot) forget(key, slot)
      },
    }
  }

  function tell(): void {
    if (untold.length === 0 && deleted.length === 0) return
    const update = { from: told, until: clock, entries: untold, deleted: rangesOf(deleted) }
    told = clock
    untold = []
    deleted = []
    if (document.connections.size === 0) return
    const bytes = encodeMapUpdate(client, update)
    let frame: Uint8Array | undefined
    for (const connection of document.connections.keys()) {
      const address = connection.messageAddress
      if (framing?.address !== address) {
        framing = createFraming(address, messageYjsUpdate)
        frame = undefined
      }
      frame ??= framing.frame(bytes)
      connection.send(frame)
    }
  }

  function missing(stateVector: Uint8Array): Uint8Array {
    const from = Math.min(clock, Y.decodeStateVector(stateVector).get(client) ?? 0)
    const entries: Entry[] = []
    const standing: number[] = []
    for (const [name, slots] of slotsByMap) {
      for (const [key, { shown, clocks }] of slots) {
        const last = clocks.at(-1) ?? 0
        if (shown) standing.push(last)
        if (last < from) continue
        entries.push({ clock: last, map: name, key, left: clocks.findLast(one => one < from), value: shown?.bytes })
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
  if (clocks.length < 2) return clocks.map(clock => ({ clock, length: 1 }))
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
