import { encode, writeUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { expect, test } from 'vitest'
import { encodeInScratch } from './scratch-encoder.ts'

const long = Uint8Array.from({ length: 300_000 }, (_, index) => index % 251)

test('writes what lib0 writes, whatever was written before and however long', () => {
  for (const payload of [new Uint8Array(), long, long.subarray(0, 65_536), long.subarray(0, 3)]) {
    const write = (encoder: Parameters<typeof writeUint8Array>[0]) => {
      writeVarString(encoder, 'a name')
      writeUint8Array(encoder, payload)
      writeVarUint(encoder, 70_000)
    }
    expect(Buffer.from(encodeInScratch(write)).equals(Buffer.from(encode(write)))).toBe(true)
  }
})

test('a call within another one, and one that fails, leave the others as they are', () => {
  const written = encodeInScratch(encoder => {
    writeVarUint(encoder, 1)
    writeUint8Array(
      encoder,
      encodeInScratch(inner => writeVarUint(inner, 2)),
    )
    writeVarUint(encoder, 3)
  })
  expect([...written]).toEqual([1, 2, 3])
  const fail = () =>
    encodeInScratch(encoder => {
      writeVarUint(encoder, 4)
      throw new Error('cannot be written')
    })
  expect(fail).toThrow('cannot be written')
  expect([...encodeInScratch(encoder => writeVarUint(encoder, 5))]).toEqual([5])
  expect([...written]).toEqual([1, 2, 3])
})
