import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson, contentHash } from './hash.ts'

describe('canonical JSON', () => {
  test('keys are sorted, arrays are not, white space is gone', () => {
    expect(canonicalJson({ b: [2, 1, { d: null, c: 'é "x"' }], a: { 10: true, 9: 1.5 } })).toBe(
      '{"a":{"10":true,"9":1.5},"b":[2,1,{"c":"é \\"x\\"","d":null}]}',
    )
  })

  test('it is the same JSON, whatever order the keys came in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const plain: unknown = JSON.parse(JSON.stringify(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(plain)
        expect(canonicalJson(reversed(plain))).toBe(canonicalJson(value))
      }),
    )
  })
})

describe('content hash', () => {
  test('it is the sha-256 in hex of the canonical form', async () => {
    // printf '{"a":1,"b":2}' | sha256sum
    expect(await contentHash({ b: 2, a: 1 })).toBe('43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777')
  })

  test('one letter changes it', async () => {
    expect(await contentHash({ text: 'a' })).not.toBe(await contentHash({ text: 'b' }))
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  )
}
