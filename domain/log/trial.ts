/** The last word on an update that the vet finds unclear: it is applied to a copy, and the copy is copied. SPEC CN82. */
import * as Y from 'yjs'
import { foldUpdates, isSameContent } from './same-content.ts'

/** Whether it applies in full, and leaves a document that a newcomer gets as it is. Costs as much as opening it twice. */
export function passesTrial(doc: Y.Doc, update: Uint8Array): boolean {
  try {
    const copy = foldUpdates([Y.encodeStateAsUpdate(doc), update])
    return isSameContent(copy, foldUpdates([Y.encodeStateAsUpdate(copy)]))
  } catch {
    return false
  }
}
