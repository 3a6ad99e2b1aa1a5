import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyDocument } from '#tests/support/arbitrary-document.ts'
import type { JsonNode } from './document.ts'
import { parseBlocks, parseDocument } from './parse-document.ts'

const refused = (words: RegExp) =>
  expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(words) })
const title: JsonNode = { type: 'title' }
const doc = (...content: unknown[]) => ({ type: 'doc', content })

describe('JSON that somebody sends', () => {
  test('[PS21] any document of the schema is taken as it is', () => {
    fc.assert(
      fc.property(anyDocument, json => {
        expect(parseDocument(JSON.parse(JSON.stringify(json)))).toEqual(json)
      }),
      { numRuns: 100 },
    )
  })

  test.each([
    ['nothing', null, /is an object/],
    ['a list', [], /is an object/],
    ['an unknown node', doc(title, { type: 'hologram' }), /Unknown node type: hologram/],
    ['no title', doc({ type: 'paragraph' }), /not a document/],
    ['two titles', doc(title, title, { type: 'paragraph' }), /not a document/],
    ['another node outermost', { type: 'paragraph' }, /outermost/],
    ['content that is no list', { type: 'doc', content: 'x' }, /not a document/],
    ['an empty text', doc(title, { type: 'paragraph', content: [{ type: 'text', text: '' }] }), /not a document/],
    ['a level of 9', doc(title, { type: 'heading', attrs: { level: 9 } }), /heading: the value of "level"/],
    [
      'an address that is no text',
      doc(title, {
        type: 'paragraph',
        content: [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: {} } }] }],
      }),
      /link: the value of "href"/,
    ],
  ])('[PS21] %s is refused in words', (_, value, words) => {
    expect(() => parseDocument(value)).toThrow(refused(words))
  })

  test('[PS21] nesting without end is refused before anything recurses into it', () => {
    let inner: unknown = { type: 'paragraph' }
    for (let depth = 0; depth < 100_000; depth++) inner = { type: 'blockquote', content: [inner] }
    expect(() => parseBlocks([inner])).toThrow(refused(/too deeply/))
  })

  test('[PS21] text that cannot be stored is replaced, unknown attributes are left out', () => {
    const sent = [{ type: 'paragraph', attrs: { onclick: 'x' }, content: [{ type: 'text', text: 'a\u0000b' }] }]
    expect(parseBlocks(sent)).toEqual([{ type: 'paragraph', content: [{ type: 'text', text: 'a\uFFFDb' }] }])
  })
})
