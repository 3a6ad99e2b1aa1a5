import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { anyDocument } from '#tests/support/arbitrary-document.ts'
import { docFromJson, type JsonNode, jsonOf } from './document.ts'
import { markdownOf } from './markdown.ts'

const paragraph = (text: string): JsonNode => ({ type: 'paragraph', content: [{ type: 'text', text }] })
const title = (text: string): JsonNode => ({ type: 'title', content: [{ type: 'text', text }] })

describe('JSON and Y.Doc', () => {
  test('any document survives JSON → Y.Doc → JSON', () => {
    fc.assert(
      fc.property(anyDocument, json => {
        expect(jsonOf(docFromJson(json))).toEqual(json)
      }),
      { numRuns: 150 },
    )
  })

  test('any document survives the wire: JSON → Y.Doc → update → Y.Doc → JSON', () => {
    fc.assert(
      fc.property(anyDocument, json => {
        const copy = new Y.Doc()
        Y.applyUpdate(copy, Y.encodeStateAsUpdate(docFromJson(json)))
        expect(jsonOf(copy)).toEqual(json)
      }),
      { numRuns: 50 },
    )
  })

  test('the author of a new document is the given client', () => {
    const doc = docFromJson({ type: 'doc', content: [title('A'), paragraph('b')] }, 4711)
    expect([...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()]).toEqual([4711])
  })

  test('an empty Y.Doc reads as an empty title and one empty paragraph', () => {
    expect(jsonOf(new Y.Doc())).toEqual({ type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] })
  })

  test('reading leaves out what the schema refuses and writes nothing', () => {
    const doc = docFromJson({ type: 'doc', content: [title('A'), paragraph('b')] })
    const body = doc.getXmlFragment('body')
    const script = new Y.XmlElement('script')
    script.insert(0, [new Y.XmlText('alert(1)')])
    const wrong = new Y.XmlElement('bulletList')
    wrong.insert(0, [new Y.XmlElement('paragraph')])
    const heading = new Y.XmlElement('heading')
    heading.setAttribute('level', 'huge')
    heading.setAttribute('onclick', 'alert(1)')
    body.insert(2, [script, wrong, heading])
    const before = Y.encodeStateAsUpdate(doc)
    expect(jsonOf(doc)).toEqual({
      type: 'doc',
      content: [title('A'), paragraph('b'), { type: 'heading', attrs: { level: 1 } }],
    })
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before)
  })

  test('text that Postgres cannot keep as JSON is replaced', () => {
    const doc = docFromJson({ type: 'doc', content: [title('A'), paragraph('a\u0000b\ud800c')] })
    expect(jsonOf(doc).content?.[1]).toEqual(paragraph('a\ufffdb\ufffdc'))
  })

  test('[UL41] marks that two people gave one word and that exclude each other are read as the schema allows', () => {
    const doc = docFromJson({ type: 'doc', content: [title('A'), paragraph('npm start it')] })
    const [, block] = doc.getXmlFragment('body').toArray()
    const text = block instanceof Y.XmlElement ? block.firstChild : null
    if (!(text instanceof Y.XmlText)) throw new Error('The paragraph has no text')
    text.format(0, 12, { italic: {} })
    text.format(4, 5, { code: {} })
    const json = jsonOf(doc)
    expect(json.content?.[1]?.content?.map(({ text, marks = [] }) => [text, marks.map(({ type }) => type)])).toEqual([
      ['npm ', ['italic']],
      ['start', ['code']],
      [' it', ['italic']],
    ])
    expect(() => markdownOf(json)).not.toThrow()
  })

  test('JSON that is not a document is refused', () => {
    expect(() => docFromJson({ type: 'doc', content: [paragraph('no title')] })).toThrow(RangeError)
    expect(() => docFromJson({ type: 'doc', content: [title('A'), { type: 'iframe' }] })).toThrow(RangeError)
  })
})
