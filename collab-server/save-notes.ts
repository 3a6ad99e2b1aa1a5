/** Tells a room that saving is held up, and that it goes on. Who waits is a set: the last one to be done ends the trouble. */
import type { Connection, Document } from '@hocuspocus/server'
import type { SaveTrouble, ServerNote } from '#domain/contract/stateless.ts'

export type SaveNotes = {
  readonly trouble: (document: Document, waiter: object, reason: SaveTrouble) => void
  readonly over: (document: Document, waiter: object) => void
  /** To one connection alone: it concerns only what that one sent. */
  readonly tell: (connection: Connection, reason: SaveTrouble) => void
}

type Trouble = { readonly waiters: Set<object>; reason: SaveTrouble }

export function createSaveNotes(): SaveNotes {
  const troubles = new WeakMap<Document, Trouble>()

  return {
    trouble(document, waiter, reason) {
      const known = troubles.get(document)
      const trouble = known ?? { waiters: new Set(), reason }
      trouble.waiters.add(waiter)
      if (known?.reason === reason) return
      trouble.reason = reason
      troubles.set(document, trouble)
      document.broadcastStateless(encode({ type: 'save_trouble', reason }))
    },
    over(document, waiter) {
      const trouble = troubles.get(document)
      if (!trouble?.waiters.delete(waiter) || trouble.waiters.size > 0) return
      troubles.delete(document)
      document.broadcastStateless(encode({ type: 'save_resumed' }))
    },
    tell(connection, reason) {
      connection.sendStateless(encode({ type: 'save_trouble', reason }))
    },
  }
}

function encode(note: ServerNote): string {
  return JSON.stringify(note)
}
