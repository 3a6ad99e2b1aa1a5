/**
 * Documents that the server makes of its rows: each time the socket opens they come as a fresh Y.Doc, and the last
 * snapshot stays on show until the new one is synced. So nothing old can win a merge.
 */
import * as Y from 'yjs'
import { type DocumentLink, linkDocument } from './document-link.ts'
import type { Socket } from './socket.ts'

/**
 * Reads a document when it has come and after each change of it.
 *
 * @param onContent `isFresh` when all of it has just come, instead of a change
 * @returns closes it
 */
export function followProjection<Content>(
  socket: Socket,
  name: string,
  reader: (doc: Y.Doc) => () => Content,
  onContent: (content: Content, isFresh: boolean) => void,
): () => void {
  return eachTimeFresh(again => {
    const doc = new Y.Doc()
    const read = reader(doc)
    let synced = false
    const link = linkDocument({
      socket,
      name,
      document: doc,
      awareness: null,
      reopens: false,
      events: {
        onSynced: () => {
          synced = true
          again.opened()
          onContent(read(), true)
        },
        onInterrupted: again.afterClose,
      },
    })
    // Once a transaction: what was written together is read together.
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (synced && transaction.changed.size > 0) onContent(read(), false)
    })
    return { link, doc }
  })
}

type Opened = { readonly link: DocumentLink; readonly doc: Y.Doc }
type Again = { readonly afterClose: (word: string | null, afterMs: number) => void; readonly opened: () => void }

const MOST_MS = 20_000

/** Opens a document and, whenever its connection ended, another one in its place. */
export function eachTimeFresh(open: (again: Again) => Opened): () => void {
  let current: Opened | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let closes = 0
  const begin = () => {
    current = open(again)
  }
  const end = () => {
    current?.link.close()
    current?.doc.destroy()
    current = null
  }
  const again: Again = {
    afterClose: (word, afterMs) => {
      clearTimeout(timer)
      closes = word === null ? 0 : closes + 1
      // Never at once: the library is in the middle of its own close handling.
      timer = setTimeout(
        () => {
          end()
          begin()
        },
        word === null ? 0 : Math.max(afterMs, Math.min(MOST_MS, 100 * 2 ** (closes - 1))),
      )
    },
    opened: () => {
      closes = 0
    },
  }
  begin()
  return () => {
    clearTimeout(timer)
    end()
  }
}

/** An entry is parsed once, however often the document changes around it. */
export function once<T>(parse: (value: unknown) => T): (value: unknown) => T {
  const known = new WeakMap<object, T>()
  return value => {
    const plain: unknown = value instanceof Y.Map ? value.toJSON() : value
    if (typeof plain !== 'object' || plain === null) return parse(plain)
    const before = known.get(plain)
    if (before !== undefined) return before
    const parsed = parse(plain)
    known.set(plain, parsed)
    return parsed
  }
}
