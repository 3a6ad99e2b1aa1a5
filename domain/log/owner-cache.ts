/** Who owns which client id, as far as it is known. Owners never change, so what is known stays true of its database. */
import type { Author } from './update-log.ts'

const DOCUMENTS = 5000

export type OwnerCache = {
  readonly find: (doc: string, client: number) => Author | undefined
  readonly learn: (doc: string, client: number, author: Author) => void
  readonly clear: () => void
}

/** Remembers the documents that were written to last. */
export function createOwnerCache(documents = DOCUMENTS): OwnerCache {
  const ownersByDoc = new Map<string, Map<number, Author>>()

  return {
    find: (doc, client) => ownersByDoc.get(doc)?.get(client),
    learn: (doc, client, author) => {
      const owners = ownersByDoc.get(doc) ?? new Map<number, Author>()
      ownersByDoc.delete(doc)
      ownersByDoc.set(doc, owners.set(client, author))
      const oldest = ownersByDoc.keys().next()
      if (ownersByDoc.size > documents && !oldest.done) ownersByDoc.delete(oldest.value)
    },
    clear: () => ownersByDoc.clear(),
  }
}
