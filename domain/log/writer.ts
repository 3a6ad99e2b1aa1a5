/** A writer without a browser, for tests of the log. */
import * as Y from 'yjs'
import type { Append } from './update-log.ts'

/** Somebody who types into one document; each call gives the entry for what was typed. */
export function createWriter(doc: string, author: string, client?: number) {
  const ydoc = new Y.Doc()
  if (client !== undefined) ydoc.clientID = client
  const text = () => {
    const body = ydoc.getXmlFragment('body')
    if (body.length === 0) body.insert(0, [new Y.XmlText()])
    return body.get(0) as Y.XmlText
  }
  return {
    doc,
    client: ydoc.clientID,
    state: () => Y.encodeStateAsUpdate(ydoc),
    type(words: string): Append {
      const before = Y.encodeStateVector(ydoc)
      text().insert(text().length, words)
      return { doc, update: Y.encodeStateAsUpdate(ydoc, before), author, clients: [ydoc.clientID] }
    },
  }
}
