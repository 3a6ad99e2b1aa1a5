import type { Doc } from 'yjs'

/**
 * Keeps a document to what its rows say. When something of others comes, Yjs takes formats out that have no effect there,
 * by deletions of its own. Which ones depends on the order and the groups in which updates came, and copies agree again
 * only by telling each other. A room that has read row 10 before row 9, and what is read from the rows to be published,
 * would differ from what people see, also in what is bold. SPEC UL430.
 */
export function asWritten<Document extends Doc>(doc: Document): Document {
  // Yjs looks at this after the event.
  doc.on('afterTransaction', transaction => {
    transaction._needFormattingCleanup = false
  })
  return doc
}
