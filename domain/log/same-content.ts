/** Whether two piles of updates are the same document: how a snapshot is compared with the rows it stands for. */
import * as Y from 'yjs'
import { canonicalJson } from '#domain/text/hash.ts'

/** @throws when an update cannot be applied in full */
export function foldUpdates(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
    throw new Error('The updates do not add up: something they build on is missing')
  return doc
}

/** Same structs, same deletions, same text as it would be shown. */
export function isSameContent(one: Y.Doc, other: Y.Doc): boolean {
  return Y.equalSnapshots(Y.snapshot(one), Y.snapshot(other)) && shownText(one) === shownText(other)
}

/** Fields stand in the order in which they came, which differs from copy to copy and says nothing. */
function shownText(doc: Y.Doc): string {
  return `${doc.getXmlFragment('body').toString()}\n${canonicalJson(doc.getMap('fields').toJSON())}`
}
