/**
 * Values in attributes, fields and marks, as an update carries them. Only what comes out again as it went in: numbers,
 * words, true and false, null, lists and objects of them. No deep nests, which can be read but not written again, and
 * no key that means something to JavaScript itself. SPEC CN81.
 */
import {
  type Decoder,
  readFloat32,
  readFloat64,
  readUint8,
  readVarInt,
  readVarString,
  readVarUint,
} from 'lib0/decoding'
import { LIMITS } from '#domain/contract/limits.ts'

export class NotPlain extends Error {
  override readonly name = 'NotPlain'
}

/** Type bytes of lib0's "any"; big integers (122) and bytes (116) are left out: JSON has neither. */
const ANY = {
  undefined: 127,
  null: 126,
  integer: 125,
  float32: 124,
  float64: 123,
  false: 121,
  true: 120,
  string: 119,
  object: 118,
  array: 117,
} as const

/** @throws {NotPlain}, and whatever lib0 throws at the end of the bytes */
export function readPlainValue(decoder: Decoder, depth = 0): unknown {
  switch (readUint8(decoder)) {
    case ANY.undefined:
      return undefined
    case ANY.null:
      return null
    case ANY.integer:
      return readVarInt(decoder)
    case ANY.float32:
      return finite(readFloat32(decoder))
    case ANY.float64:
      return finite(readFloat64(decoder))
    case ANY.false:
      return false
    case ANY.true:
      return true
    case ANY.string:
      return readVarString(decoder)
    case ANY.object:
      return readObject(decoder, deeper(depth))
    case ANY.array:
      return readArray(decoder, deeper(depth))
    default:
      throw new NotPlain('a kind of value that JSON does not have')
  }
}

/** The value of a mark is JSON in the update. */
export function readPlainJson(decoder: Decoder): unknown {
  const value: unknown = JSON.parse(readVarString(decoder))
  requirePlain(value, 0)
  return value
}

export function isPlainKey(key: string): boolean {
  return key !== '__proto__'
}

function readObject(decoder: Decoder, depth: number): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  for (let left = readVarUint(decoder); left > 0; left--) {
    const key = readVarString(decoder)
    requireKey(key)
    object[key] = readPlainValue(decoder, depth)
  }
  return object
}

function readArray(decoder: Decoder, depth: number): unknown[] {
  const array: unknown[] = []
  for (let left = readVarUint(decoder); left > 0; left--) array.push(readPlainValue(decoder, depth))
  return array
}

function requirePlain(value: unknown, depth: number): void {
  if (typeof value === 'number') finite(value)
  if (typeof value !== 'object' || value === null) return
  const inside = deeper(depth)
  for (const [key, part] of Object.entries(value)) {
    requireKey(key)
    requirePlain(part, inside)
  }
}

function requireKey(key: string): void {
  if (!isPlainKey(key)) throw new NotPlain('a key that means something to JavaScript')
}

function deeper(depth: number): number {
  if (depth >= LIMITS.valueDepth) throw new NotPlain('a value nested too deeply')
  return depth + 1
}

/** JSON reads 1e400 as infinity and writes infinity as null: a mark that ends where it begins. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw new NotPlain('a number without end')
  return value
}
