/** What a page and the server compare to know that they hold the same document. Pure; each digests it with sha-256. */
import * as Y from 'yjs'
import { canonicalJson } from './hash.ts'

/**
 * Every struct, every deletion, and the text as it is shown: two documents may have the same structs in another order.
 * The same bytes on every machine. Cost: O(document).
 */
export function proofBytes(doc: Y.Doc): Uint8Array {
  const shown = `${doc.getXmlFragment('body').toString()}\n${canonicalJson(doc.getMap('fields').toJSON())}`
  const snapshot = Y.encodeSnapshot(Y.snapshot(doc))
  const text = new TextEncoder().encode(shown)
  const bytes = new Uint8Array(snapshot.byteLength + text.byteLength)
  bytes.set(snapshot)
  bytes.set(text, snapshot.byteLength)
  return bytes
}
