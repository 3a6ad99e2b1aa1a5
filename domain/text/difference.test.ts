import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyDocument } from '#tests/support/arbitrary-document.ts'
import { startCpuTime } from '#tests/support/cpu-time.ts'
import { countChanges, differencesOf } from './difference.ts'
import type { JsonNode } from './document.ts'

const block = (words: string, type = 'paragraph'): JsonNode => ({ type, content: [{ type: 'text', text: words }] })
const doc = (...blocks: JsonNode[]): JsonNode => ({ type: 'doc', content: [block('Title', 'title'), ...blocks] })

describe('differences of two texts', () => {
  test('[PS24] a text has no difference from itself', () => {
    fc.assert(
      fc.property(anyDocument, json => {
        expect(countChanges(differencesOf(json, json))).toBe(0)
      }),
    )
  })

  test('[PS24] what is kept and added is the newer text, what is kept and removed the older one', () => {
    const side = (json: JsonNode, other: JsonNode, leave: 'added' | 'removed') =>
      differencesOf(json, other)
        .filter(({ kind }) => kind !== leave)
        .map(({ block: type, parts }) => [
          type,
          parts
            .filter(({ kind }) => kind !== leave)
            .map(({ text }) => text)
            .join(''),
        ])
    fc.assert(
      fc.property(anyDocument, anyDocument, (one, other) => {
        const own = (json: JsonNode) =>
          differencesOf(json, json).map(({ block: type, parts }) => [type, parts[0]?.text])
        expect(side(one, other, 'removed')).toEqual(own(other))
        expect(side(one, other, 'added')).toEqual(own(one))
      }),
      { numRuns: 200 },
    )
  })

  test('[PS24] words inside a block, blocks that come and go, and marks alone', () => {
    const bold: JsonNode = {
      type: 'paragraph',
      content: [{ type: 'text', text: 'Same words', marks: [{ type: 'bold' }] }],
    }
    const found = differencesOf(
      doc(block('The buoy speaks every ten minutes'), block('Goes away'), block('Same words')),
      doc(block('New here, quite another thing'), block('The buoy speaks every two minutes'), bold),
    )
    expect(found.map(({ kind }) => kind)).toEqual(['same', 'added', 'changed', 'removed', 'changed'])
    expect(found[2]?.parts).toEqual([
      { kind: 'same', text: 'The buoy speaks every ' },
      { kind: 'removed', text: 'ten' },
      { kind: 'added', text: 'two' },
      { kind: 'same', text: ' minutes' },
    ])
    expect(found[4]?.parts).toEqual([{ kind: 'same', text: 'Same words' }])
  })

  test('[PS24] a mention and a break are words like any other', () => {
    const calls = (label: string): JsonNode => ({
      type: 'paragraph',
      content: [
        { type: 'text', text: 'Ask ' },
        { type: 'mention', attrs: { id: 'm', userId: 'u', label } },
        { type: 'hardBreak' },
        { type: 'text', text: 'today' },
      ],
    })
    const [, found] = differencesOf(doc(calls('Mira')), doc(calls('Helen')))
    const words = (kind: string) =>
      found?.parts
        .filter(part => part.kind !== kind)
        .map(({ text }) => text)
        .join('')
    expect([words('added'), words('removed')]).toEqual(['Ask @Mira\ntoday', 'Ask @Helen\ntoday'])
  })

  test('[PS24] a thousand blocks against a thousand others take no longer than a person waits', () => {
    const many = (words: string) => doc(...Array.from({ length: 1000 }, (_, index) => block(`${words} ${index}`)))
    const spentMs = startCpuTime()
    expect(countChanges(differencesOf(many('one'), many('other')))).toBeGreaterThan(999)
    expect(spentMs()).toBeLessThan(2_000)
  })
})
