/** A browser that has a document of rows open: what it was sent, in a Y.Doc of its own. */
import { Connection, type Document } from '@hocuspocus/server'
import * as Y from 'yjs'
import { projectionOf } from '#collab/feed/projection.ts'
import { parseFrame } from '#collab/transport/frame.ts'

type Follower = { readonly doc: Y.Doc; readonly updates: () => number; readonly tab: Connection }

export function follow(document: Document): Follower {
  const doc = new Y.Doc()
  let updates = 0
  const send = (frame: Uint8Array) => {
    const message = parseFrame(frame)?.message
    if (message?.kind !== 'update') return
    updates += 1
    Y.applyUpdate(doc, message.update)
  }
  const socket = { send: (data: unknown) => send(data as Uint8Array), close: () => {}, readyState: 1 }
  const tab = new Connection(socket, new Request('http://localhost'), document, 'tab', {}, true)
  const projection = projectionOf(document)
  if (projection) Y.applyUpdate(doc, projection.missing(Y.encodeStateVector(doc)))
  return { doc, updates: () => updates, tab }
}
