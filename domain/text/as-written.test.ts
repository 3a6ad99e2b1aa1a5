import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { asWritten } from './as-written.ts'

const LETTERS = 'abcdef'

const edit = fc.record({
  does: fc.constantFrom('bold', 'plain', 'remove', 'write', 'writeBold'),
  at: fc.integer({ min: 0, max: 4 }),
  length: fc.integer({ min: 1, max: 3 }),
})
/** What three people do at once to the same words. */
const edits = fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 3, maxLength: 3 })

test('[UL430] the same rows are the same document, in whatever order and groups they come', () => {
  fc.assert(
    fc.property(edits, fc.boolean(), (people, startsBold) => {
      const first = beginning(startsBold)
      const rows = people.map((own, index) => rowOf(first, index + 2, own))
      const copies = [
        ...orders(rows).map(order => fold([first, ...order])),
        fold([Y.mergeUpdates([first, ...rows])]),
        fold([first, Y.mergeUpdates(rows)]),
        together([first, ...rows]),
      ]
      const [one, ...others] = copies.map(doc => ({ snapshot: Y.snapshot(doc), text: textOf(doc).toString() }))
      for (const other of others) {
        expect(other.text).toBe(one?.text)
        expect(one && Y.equalSnapshots(one.snapshot, other.snapshot)).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})

function beginning(startsBold: boolean): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 1
  const text = new Y.XmlText()
  doc.getXmlFragment('body').insert(0, [text])
  text.insert(0, LETTERS)
  if (startsBold) text.format(1, 3, { bold: {} })
  return Y.encodeStateAsUpdate(doc)
}

function rowOf(first: Uint8Array, client: number, own: readonly { does: string; at: number; length: number }[]) {
  const doc = fold([first])
  doc.clientID = client
  const before = Y.encodeStateVector(doc)
  const text = textOf(doc)
  for (const { does, at, length } of own) {
    const end = text.length
    const from = Math.min(at, end)
    const within = Math.min(length, end - from)
    if (does === 'write') text.insert(from, 'xy', {})
    else if (does === 'writeBold') text.insert(from, 'xy', { bold: {} })
    else if (within > 0 && does === 'remove') text.delete(from, within)
    else if (within > 0) text.format(from, within, { bold: does === 'bold' ? {} : null })
  }
  return Y.encodeStateAsUpdate(doc, before)
}

function fold(updates: readonly Uint8Array[]): Y.Doc {
  const doc = asWritten(new Y.Doc())
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

/** As what is published is read. */
function together(updates: readonly Uint8Array[]): Y.Doc {
  const doc = asWritten(new Y.Doc())
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
  return doc
}

function textOf(doc: Y.Doc): Y.XmlText {
  return doc.getXmlFragment('body').get(0) as Y.XmlText
}

function orders<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length < 2) return [items]
  return items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map(rest => [item, ...rest]))
}
