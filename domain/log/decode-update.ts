/**
 * Reads an update (v1) into the structs that Yjs would make of it, and stops at the first thing that no editor writes:
 * a client told twice, unknown content, values that cannot be written out again, deletions out of order, bytes behind
 * the end. Nothing is allocated for what is only declared. SPEC UL14, UL17, UL19, CN80, CN81.
 */
import { createDecoder, type Decoder, hasContent, readUint8, readVarString, readVarUint } from 'lib0/decoding'
import * as Y from 'yjs'
import { LIMITS } from '#domain/contract/limits.ts'
import { isPause, type Steps } from '#domain/turns.ts'
import { NotPlain, readPlainJson, readPlainValue } from './plain-value.ts'

export type Struct = Y.Item | Y.GC | Y.Skip
export type Range = { readonly clock: number; readonly len: number }
export type DecodedUpdate = {
  /** Each client's structs stand together, in the order of their clocks. */
  readonly structs: readonly Struct[]
  /** Each client's ranges ascend and do not touch each other. */
  readonly deletions: ReadonlyMap<number, readonly Range[]>
}

/** What is wrong with it; `why` holds no content. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly reason: 'bad_message' | 'too_large'

  constructor(reason: 'bad_message' | 'too_large', why: string, options: ErrorOptions = {}) {
    super(why, options)
    this.reason = reason
  }
}

/** The low bits of a struct's first byte say what it holds; the others, which of its ids follow. */
const KIND_BITS = 0x1f
const KIND = { gc: 0, deleted: 1, string: 4, format: 6, type: 7, any: 8, skip: 10 } as const
const HAS_ORIGIN = 0x80
const HAS_RIGHT_ORIGIN = 0x40
const HAS_KEY = 0x20
const TYPE = { words: 2, element: 3, text: 6 } as const

/** @throws {Unreadable} */
export function* decodeInSteps(update: Uint8Array): Steps<DecodedUpdate> {
  const decoder = createDecoder(update)
  try {
    const structs = yield* readStructs(decoder)
    const deletions = readDeletions(decoder)
    // A string that reaches beyond the end leaves the decoder behind it as well.
    if (hasContent(decoder)) throw new Unreadable('bad_message', 'bytes behind its end')
    return { structs, deletions }
  } catch (cause) {
    if (cause instanceof Unreadable) throw cause
    const why = cause instanceof NotPlain ? cause.message : 'update cannot be decoded'
    throw new Unreadable('bad_message', why, { cause })
  }
}

function* readStructs(decoder: Decoder): Steps<Struct[]> {
  const structs: Struct[] = []
  let before = Infinity
  const sections = readVarUint(decoder)
  if (sections > LIMITS.updateClients) throw new Unreadable('bad_message', 'too many client ids')
  for (let section = 0; section < sections; section++) {
    const count = readVarUint(decoder)
    if (structs.length + count > LIMITS.updateStructs) throw new Unreadable('too_large', 'too many structs')
    const client = readVarUint(decoder)
    // Every Yjs writes the greater client first. Of one told twice it would keep the second part alone, and merging
    // updates loses what stands in another order.
    if (client >= before || count === 0) throw new Unreadable('bad_message', 'clients out of order, or without structs')
    before = client
    let clock = readVarUint(decoder)
    for (let index = 0; index < count; index++) {
      const struct = readStruct(decoder, Y.createID(client, clock))
      structs.push(struct)
      if (isPause(index)) yield
      clock += struct.length
    }
  }
  return structs
}

function readStruct(decoder: Decoder, id: Y.ID): Struct {
  const info = readUint8(decoder)
  if (info === KIND.gc) return new Y.GC(id, readVarUint(decoder))
  if (info === KIND.skip) return new Y.Skip(id, readVarUint(decoder))
  const origin = info & HAS_ORIGIN ? readId(decoder) : null
  const rightOrigin = info & HAS_RIGHT_ORIGIN ? readId(decoder) : null
  const isPlaced = origin !== null || rightOrigin !== null
  // As Yjs reads it from an update that it does not apply: a root is its name.
  const parent = isPlaced ? null : readVarUint(decoder) === 1 ? readVarString(decoder) : readId(decoder)
  const key = !isPlaced && info & HAS_KEY ? readVarString(decoder) : null
  return new Y.Item(id, null, origin, null, rightOrigin, parent as Y.ID | null, key, readContent(decoder, info))
}

function readId(decoder: Decoder): Y.ID {
  const client = readVarUint(decoder)
  return Y.createID(client, readVarUint(decoder))
}

function readContent(decoder: Decoder, info: number): Y.Item['content'] {
  switch (info & KIND_BITS) {
    case KIND.deleted:
      return new Y.ContentDeleted(readVarUint(decoder))
    case KIND.string:
      return new Y.ContentString(readVarString(decoder))
    case KIND.format:
      return new Y.ContentFormat(readVarString(decoder), readPlainJson(decoder) as object)
    case KIND.type:
      return new Y.ContentType(readType(decoder))
    case KIND.any:
      return new Y.ContentAny(readValues(decoder))
    default:
      throw new Unreadable('bad_message', 'content that no editor writes')
  }
}

function readType(decoder: Decoder): Y.XmlElement | Y.XmlText | Y.Text {
  switch (readVarUint(decoder)) {
    case TYPE.element:
      return new Y.XmlElement(readVarString(decoder))
    case TYPE.text:
      return new Y.XmlText()
    case TYPE.words:
      return new Y.Text()
    default:
      throw new Unreadable('bad_message', 'a type that no editor writes')
  }
}

function readValues(decoder: Decoder): unknown[] {
  const count = readVarUint(decoder)
  const values: unknown[] = []
  for (let index = 0; index < count; index++) values.push(readPlainValue(decoder))
  return values
}

function readDeletions(decoder: Decoder): Map<number, readonly Range[]> {
  const deletions = new Map<number, readonly Range[]>()
  let total = 0
  for (let clients = readVarUint(decoder); clients > 0; clients--) {
    const client = readVarUint(decoder)
    const count = readVarUint(decoder)
    total += count
    if (total > LIMITS.updateStructs) throw new Unreadable('too_large', 'too many deletions')
    if (deletions.has(client) || count === 0) throw new Unreadable('bad_message', 'a client told twice in deletions')
    deletions.set(client, readRanges(decoder, count))
  }
  return deletions
}

/** Ranges that overlap would each be walked in full, by us and by Yjs: a short message, a long wait. */
function readRanges(decoder: Decoder, count: number): readonly Range[] {
  const ranges: Range[] = []
  let end = -1
  for (let index = 0; index < count; index++) {
    const clock = readVarUint(decoder)
    const len = readVarUint(decoder)
    if (clock < end) throw new Unreadable('bad_message', 'deletions out of order')
    end = clock + len
    ranges.push({ clock, len })
  }
  return ranges
}
