import fc from 'fast-check'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { expect, test } from 'vitest'
import { denialFrame, KIND, parseAddress, parseFrame } from './frame.ts'

const NAME = 'post:0190a6a2-0000-7000-8000-000000000000'

function frame(kind: number, write: (encoder: ReturnType<typeof createEncoder>) => void = () => {}): Uint8Array {
  const encoder = createEncoder()
  writeVarString(encoder, NAME)
  writeVarUint(encoder, kind)
  write(encoder)
  return toUint8Array(encoder)
}

const sync = frame(KIND.sync, encoder => {
  writeVarUint(encoder, 2)
  writeVarUint8Array(encoder, new Uint8Array([0, 0]))
})

test('[CN32] a whole frame has its kind, a cut or longer one has none', () => {
  expect(parseFrame(sync)).toEqual({
    address: NAME,
    documentName: NAME,
    message: { kind: 'update', update: new Uint8Array([0, 0]) },
  })
  for (let length = NAME.length + 1; length < sync.length; length++) {
    expect(parseFrame(sync.slice(0, length))).toMatchObject({ address: NAME, message: null })
  }
  expect(parseFrame(new Uint8Array([...sync, 0]))?.message).toBeNull()
  expect(parseFrame(frame(77))?.message).toBeNull()
  expect(parseFrame(frame(6, encoder => writeVarString(encoder, 'to everybody')))?.message).toBeNull()
})

test('the session of a provider is not part of the name', () => {
  const encoder = createEncoder()
  writeVarString(encoder, `${NAME}\0abc`)
  writeVarUint(encoder, KIND.close)
  expect(parseFrame(toUint8Array(encoder))).toEqual({
    address: `${NAME}\0abc`,
    documentName: NAME,
    message: { kind: 'close' },
  })
})

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      parseFrame(bytes)
    }),
    { numRuns: 5000 },
  )
})

test('a denial carries its address', () => {
  expect(parseAddress(denialFrame(NAME, 'not_found'))).toBe(NAME)
})
