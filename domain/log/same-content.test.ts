import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { isSameContent } from './same-content.ts'

test('[UL7] a snapshot counts, whichever of two people was the first to write a field', () => {
  const one = writerOf(1)
  const other = writerOf(2)
  one.getMap('fields').set('slug', 'buoy')
  other.getMap('fields').set('cover', 'sea')
  const updates = [one, other].map(doc => Y.encodeStateAsUpdate(doc))
  const forth = foldOf(updates)
  const back = foldOf(updates.toReversed())
  expect([...forth.getMap('fields').keys()]).not.toEqual([...back.getMap('fields').keys()])
  expect(isSameContent(forth, back)).toBe(true)
})

test('[UL7] another value of a field is another content', () => {
  const one = writerOf(1)
  const other = writerOf(1)
  one.getMap('fields').set('slug', 'buoy')
  other.getMap('fields').set('slug', 'reef')
  expect(isSameContent(one, other)).toBe(false)
})

function writerOf(client: number): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = client
  return doc
}

function foldOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}
