/** Updates (v1) made by hand, for what no editor of ours would write: every number and id as one likes. */
import {
  createEncoder,
  type Encoder,
  toUint8Array,
  writeAny,
  writeUint8,
  writeVarString,
  writeVarUint,
} from 'lib0/encoding'
import { createID, type ID } from 'yjs'

export type CraftedStruct = Neighbours &
  (
    | { readonly kind: 'gc' | 'deleted'; readonly length: number }
    | { readonly kind: 'string' | 'element'; readonly words: string }
    | { readonly kind: 'format'; readonly key: string; readonly json: string }
    | { readonly kind: 'text' }
    | { readonly kind: 'any'; readonly values: readonly unknown[] }
    /** Bytes as they are, after the kind's number. */
    | { readonly kind: 'raw'; readonly number: number; readonly bytes: readonly number[] }
  )
type Neighbours = {
  readonly origin?: ID | null
  readonly rightOrigin?: ID | null
  /** A root's name, or the item that holds it. */
  readonly parent?: string | ID | null
  readonly key?: string | null
}
export type CraftedSection = {
  readonly client: number
  readonly clock: number
  readonly structs: readonly CraftedStruct[]
  /** What it says of its length, where that is not the truth. */
  readonly count?: number
}
type CraftedDeletions = readonly (readonly [client: number, ranges: readonly (readonly [number, number])[]])[]

const NUMBER = { gc: 0, deleted: 1, string: 4, format: 6, element: 7, text: 7, any: 8 } as const
const ELEMENT = 3
const TEXT = 6

export function craft(sections: readonly CraftedSection[], deletions: CraftedDeletions = []): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, sections.length)
  for (const { client, clock, structs, count = structs.length } of sections) {
    for (const number of [count, client, clock]) writeVarUint(encoder, number)
    for (const struct of structs) writeStruct(encoder, struct)
  }
  writeVarUint(encoder, deletions.length)
  for (const [client, ranges] of deletions) {
    writeVarUint(encoder, client)
    writeVarUint(encoder, ranges.length)
    for (const [clock, length] of ranges) {
      writeVarUint(encoder, clock)
      writeVarUint(encoder, length)
    }
  }
  return toUint8Array(encoder)
}

/** Letters one behind the other, and where a letter should be an element: all of it is looked at before that is found. */
export function longUpdate(client: number, letters: number, paragraph: ID | null): Uint8Array {
  const text = createID(client, 0)
  const words = Array.from({ length: letters }, (_, index): CraftedStruct => {
    const before = index === 0 ? { parent: text } : { origin: createID(client, index) }
    return { kind: 'string', words: 'x', ...before }
  })
  const wrong: CraftedStruct = { kind: 'element', words: 'paragraph', parent: text }
  return craft([{ client, clock: 0, structs: [{ kind: 'text', parent: paragraph }, ...words, wrong] }])
}

function writeStruct(encoder: Encoder, struct: CraftedStruct): void {
  if (struct.kind === 'gc') {
    writeUint8(encoder, NUMBER.gc)
    writeVarUint(encoder, struct.length)
    return
  }
  const { origin, rightOrigin, parent, key } = struct
  const number = struct.kind === 'raw' ? struct.number : NUMBER[struct.kind]
  writeUint8(encoder, number | (origin ? 0x80 : 0) | (rightOrigin ? 0x40 : 0) | (typeof key === 'string' ? 0x20 : 0))
  if (origin) writeId(encoder, origin)
  if (rightOrigin) writeId(encoder, rightOrigin)
  if (!origin && !rightOrigin) {
    writeVarUint(encoder, typeof parent === 'string' ? 1 : 0)
    if (typeof parent === 'string') writeVarString(encoder, parent)
    else writeId(encoder, parent ?? { client: 0, clock: 0 })
    if (typeof key === 'string') writeVarString(encoder, key)
  }
  writeContent(encoder, struct)
}

function writeContent(encoder: Encoder, struct: CraftedStruct): void {
  switch (struct.kind) {
    case 'gc':
    case 'deleted':
      writeVarUint(encoder, struct.length)
      return
    case 'string':
      writeVarString(encoder, struct.words)
      return
    case 'element':
      writeVarUint(encoder, ELEMENT)
      writeVarString(encoder, struct.words)
      return
    case 'text':
      writeVarUint(encoder, TEXT)
      return
    case 'format':
      writeVarString(encoder, struct.key)
      writeVarString(encoder, struct.json)
      return
    case 'any':
      writeVarUint(encoder, struct.values.length)
      for (const value of struct.values) writeAny(encoder, value as Parameters<typeof writeAny>[1])
      return
    case 'raw':
      for (const byte of struct.bytes) writeUint8(encoder, byte)
      return
  }
}

function writeId(encoder: Encoder, { client, clock }: Pick<ID, 'client' | 'clock'>): void {
  writeVarUint(encoder, client)
  writeVarUint(encoder, clock)
}
