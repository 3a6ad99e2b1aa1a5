/** Whether two piles of updates are the same document: how a snapshot is compared with the rows it stands for. */
import * as Y from 'yjs'
import { asWritten } from '#domain/text/as-written.ts'
import { canonicalJson } from '#domain/text/hash.ts'
import { createTurns } from '#domain/turns.ts'

/** @throws when an update cannot be applied in full */
export function foldUpdates(updates: readonly Uint8Array[]): Y.Doc {
  const doc = asWritten(new Y.Doc())
  for (const update of updates) Y.applyUpdate(doc, update)
  if (isWaiting(doc)) throw new Error('The updates do not add up: something they build on is missing')
  return doc
}

/**
 * As foldUpdates, for long histories: others go on meanwhile.
 *
 * @param apply for who looks at each as it is applied
 * @throws when an update cannot be applied in full
 */
export async function foldPatiently(
  updates: readonly Uint8Array[],
  apply: (doc: Y.Doc, update: Uint8Array) => void = Y.applyUpdate,
): Promise<Y.Doc> {
  const doc = asWritten(new Y.Doc())
  const takeTurns = createTurns()
  for (const update of updates) {
    apply(doc, update)
    await takeTurns()
  }
  if (isWaiting(doc)) throw new Error('The updates do not add up: something they build on is missing')
  return doc
}

/** @throws when one of the piles does not add up */
export async function compareInTurns(one: readonly Uint8Array[], other: readonly Uint8Array[]): Promise<boolean> {
  return isSameContent(await foldPatiently(one), await foldPatiently(other))
}

/** Whether something in it builds on what it does not hold. */
export function isWaiting({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null
}

/** Same structs, same deletions, same text as it would be shown. */
export function isSameContent(one: Y.Doc, other: Y.Doc): boolean {
  return Y.equalSnapshots(Y.snapshot(one), Y.snapshot(other)) && shownText(one) === shownText(other)
}

/** Fields stand in the order in which they came, which differs from copy to copy and says nothing. */
function shownText(doc: Y.Doc): string {
  return `${doc.getXmlFragment('body').toString()}\n${canonicalJson(doc.getMap('fields').toJSON())}`
}
