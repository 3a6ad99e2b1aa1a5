import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checksumOf, isSound, mendByte } from './checksum.ts'

const damaged = fc
  .uint8Array({ minLength: 8, maxLength: 3000 })
  .chain(bytes =>
    fc.record({ bytes: fc.constant(bytes), at: fc.nat(bytes.length - 1), xor: fc.integer({ min: 1, max: 255 }) }),
  )

test('[UL29] one wrong byte is found wherever it is, and put right exactly or not at all', () => {
  let mended = 0
  let cases = 0
  fc.assert(
    fc.property(damaged, ({ bytes, at, xor }) => {
      const checksum = checksumOf(bytes)
      const wrong = bytes.slice()
      wrong[at] = (wrong[at] ?? 0) ^ xor
      expect(isSound(wrong, checksum)).toBe(false)
      const result = mendByte(wrong, checksum)
      cases += 1
      if (result === null) return
      mended += 1
      expect(result).toEqual(bytes)
    }),
    { numRuns: 500 },
  )
  // A byte near the end can look like a wrong checksum; then nothing is touched.
  expect(mended / cases).toBeGreaterThan(0.95)
})

test('[UL29] what is wrong in more than one place, or in the checksum alone, is left as it is', () => {
  const bytes = new TextEncoder().encode('a keystroke and what it builds on')
  const checksum = checksumOf(bytes)
  const twice = bytes.slice()
  twice[3] = 0
  twice[20] = 0
  expect(mendByte(twice, checksum)).toBeNull()
  expect(mendByte(bytes, checksum ^ 0x40)).toBeNull()
  expect(mendByte(bytes, checksum)).toBeNull()
})
