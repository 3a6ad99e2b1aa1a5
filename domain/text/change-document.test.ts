import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { anyDocument } from '#tests/support/arbitrary-document.ts'
import { startCpuTime } from '#tests/support/cpu-time.ts'
import { linesOf } from './align.ts'
import { changeDocument } from './change-document.ts'
import { docFromJson, type JsonNode, jsonOf } from './document.ts'

const text = (words: string): JsonNode => ({ type: 'text', text: words })
const paragraph = (words: string): JsonNode => ({ type: 'paragraph', content: [text(words)] })
const documentOf = (...blocks: JsonNode[]): JsonNode => ({
  type: 'doc',
  content: [{ type: 'title', content: [text('A title')] }, ...blocks],
})

/** The place of a word in a document, as comments and carets keep it. */
function anchorAt(doc: Y.Doc, block: number, offset: number): () => string {
  const element = doc.getXmlFragment('body').get(block)
  const words = element instanceof Y.XmlElement ? element.get(0) : null
  if (!(words instanceof Y.XmlText)) throw new Error('There is no text')
  const position = Y.createRelativePositionFromTypeIndex(words, offset)
  return () => {
    const place = Y.createAbsolutePositionFromRelativePosition(position, doc)
    return place && place.type instanceof Y.XmlText ? place.type.toString().slice(place.index, place.index + 5) : 'gone'
  }
}

function sizeOf(doc: Y.Doc, change: () => void): number {
  let bytes = 0
  const count = (update: Uint8Array) => {
    bytes += update.byteLength
  }
  doc.on('update', count)
  change()
  doc.off('update', count)
  return bytes
}

describe('changing a document into another', () => {
  test('[PS20] any document becomes any other, and the same again writes nothing', () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (one, other) => {
        const doc = docFromJson(one)
        expect(sizeOf(doc, () => changeDocument(doc, one))).toBe(0)
        changeDocument(doc, other)
        expect(jsonOf(doc)).toEqual(other)
        expect(sizeOf(doc, () => changeDocument(doc, other))).toBe(0)
      }),
      { numRuns: 150 },
    )
  })

  test('[PS20] what others write meanwhile is in the merged text', () => {
    const blocks = ['The first one speaks.', 'The second is longer than that.', 'The third ends it.'].map(paragraph)
    const mine = docFromJson(documentOf(...blocks))
    const theirs = new Y.Doc()
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine))
    const element = theirs.getXmlFragment('body').get(2)
    if (element instanceof Y.XmlElement) (element.get(0) as Y.XmlText).insert(4, 'very ')
    changeDocument(
      mine,
      documentOf(paragraph('New at the top.'), paragraph('The first one speaks up.'), ...blocks.slice(1)),
    )
    Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs))
    expect(jsonOf(mine).content?.slice(1)).toEqual([
      paragraph('New at the top.'),
      paragraph('The first one speaks up.'),
      paragraph('The very second is longer than that.'),
      paragraph('The third ends it.'),
    ])
  })

  test('[PS120] what somebody writes into a block meanwhile stays, whatever the block becomes', () => {
    const mine = docFromJson(documentOf(...['Calm sea.', 'Swell at noon.', 'Storm.'].map(paragraph)))
    const theirs = new Y.Doc()
    Y.applyUpdate(theirs, Y.encodeStateAsUpdate(mine))
    for (const index of [1, 2, 3]) {
      const element = theirs.getXmlFragment('body').get(index)
      if (element instanceof Y.XmlElement) (element.get(0) as Y.XmlText).insert(4, `[${index}]`)
    }
    const target = documentOf(...['Ferries run.', 'Nothing else.', 'Bring boots!', 'And a lamp.'].map(paragraph))
    changeDocument(mine, target)
    expect(jsonOf(mine)).toEqual(target)
    Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs))
    const words = (jsonOf(mine).content ?? []).map(linesOf)
    for (const index of [1, 2, 3]) expect(words[index]).toContain(`[${index}]`)
  })

  test('[PS20] anchors stay where two words of a paragraph change, blocks come before it and others go', () => {
    const doc = docFromJson(
      documentOf(paragraph('Goes away soon enough.'), paragraph('one two three four five six seven')),
    )
    const anchor = anchorAt(doc, 2, 14)
    expect(anchor()).toBe('four ')
    changeDocument(
      doc,
      documentOf(
        { type: 'heading', attrs: { level: 1 }, content: [text('Salt')] },
        paragraph('Something else entirely.'),
        paragraph('one 2 three four five 6 seven'),
      ),
    )
    expect(anchor()).toBe('four ')
  })

  test('[PS20] anchors stay in the item of a list that moves down and in a block that gets a mark', () => {
    const item = (words: string): JsonNode => ({ type: 'listItem', content: [paragraph(words)] })
    const list = (...items: string[]): JsonNode => ({ type: 'bulletList', content: items.map(item) })
    const doc = docFromJson(documentOf(paragraph('plain words here'), list('alpha', 'beta')))
    const anchor = anchorAt(doc, 1, 6)
    const bytes = sizeOf(doc, () =>
      changeDocument(
        doc,
        documentOf(
          {
            type: 'paragraph',
            content: [text('plain '), { ...text('words'), marks: [{ type: 'bold' }] }, text(' here')],
          },
          list('new', 'alpha', 'beta'),
        ),
      ),
    )
    expect(anchor()).toBe('<bold')
    expect(bytes).toBeLessThan(200)
  })

  test('[PS20] a word in a long document costs what a word costs', () => {
    const blocks = Array.from({ length: 400 }, (_, index) => paragraph(`Paragraph ${index} says what it has to say.`))
    const doc = docFromJson(documentOf(...blocks))
    const next = blocks.map((block, index) =>
      index === 200 ? paragraph('Paragraph 200 says what it must say.') : block,
    )
    const spentMs = startCpuTime()
    const bytes = sizeOf(doc, () =>
      changeDocument(doc, documentOf(...next.slice(0, 300), paragraph('In between.'), ...next.slice(300))),
    )
    expect(bytes).toBeLessThan(150)
    expect(spentMs()).toBeLessThan(1_000)
  })

  test('what cannot be shown is left where it is', () => {
    const doc = docFromJson(documentOf(paragraph('one'), paragraph('two')))
    const foreign = new Y.XmlElement('hologram')
    doc.getXmlFragment('body').insert(2, [foreign])
    changeDocument(doc, documentOf(paragraph('one'), paragraph('three')))
    expect(doc.getXmlFragment('body').toString()).toContain('<hologram></hologram>')
    expect(jsonOf(doc)).toEqual(documentOf(paragraph('one'), paragraph('three')))
  })
})
