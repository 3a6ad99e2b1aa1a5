/**
 * Stores again what a document holds and its log has forgotten since a backup was put back, as the edits of those who had
 * written it. Texts of several people build on each other, so their rows take turns:
 *
 *   what the log holds ─▶ Anna's structs, as far as they can stand there ─▶ Ben's ─▶ Anna's … ─▶ what was taken out
 *
 * Each row applies in full. Who had taken something out is not known any more: the server does.
 */
import * as Y from 'yjs'
import { asWritten } from '#domain/text/as-written.ts'
import { createTurns } from '#domain/turns.ts'
import type { Author, UpdateLog } from './update-log.ts'

/** Writes what nobody is known to have written. */
const SERVER: Author = 'system'

type Held = {
  readonly log: UpdateLog
  readonly name: string
  readonly document: Y.Doc
  readonly owners: ReadonlyMap<number, Author>
}

/**
 * Safe to repeat, and while others append.
 *
 * @returns how many rows it took
 * @throws {AppError} as load and append do
 */
export async function storeAgain({ log, name, document, owners }: Held): Promise<number> {
  const { updates } = await log.load(name, { patient: true })
  const takeTurns = createTurns()
  const stored = asWritten(new Y.Doc())
  for (const update of updates) {
    Y.applyUpdate(stored, update)
    await takeTurns()
  }
  // What was appended since, and builds on what was forgotten, stands when that is there again.
  setAsideWhatWaits(stored)
  let rows = 0
  try {
    for (let before = -1; before < rows; ) {
      before = rows
      for (const [author, clients] of clientsByAuthor(document, stored, owners)) {
        const update = takeOver(document, stored, clients)
        if (!update) continue
        const moved = [...Y.parseUpdateMeta(update).to.keys()]
        await log.append({ doc: name, update, author, clients: author === SERVER ? [] : moved })
        rows += 1
        await takeTurns()
      }
    }
    const rest = Y.encodeStateAsUpdate(document, Y.encodeStateVector(stored))
    if (Y.snapshotContainsUpdate(Y.snapshot(stored), rest)) return rows
    await log.append({ doc: name, update: rest, author: SERVER, clients: [] })
    return rows + 1
  } finally {
    stored.destroy()
  }
}

/** Of what the log lacks. */
function clientsByAuthor(document: Y.Doc, stored: Y.Doc, owners: Held['owners']): Map<Author, readonly number[]> {
  const missing = [...document.store.clients.keys()].filter(
    client => lengthOf(stored, client) < lengthOf(document, client),
  )
  return Map.groupBy(missing, client => owners.get(client) ?? SERVER)
}

/** Brings over what of these clients can stand by itself; null when nothing can yet. */
function takeOver(document: Y.Doc, stored: Y.Doc, clients: readonly number[]): Uint8Array | null {
  const before = Y.encodeStateVector(stored)
  const known = new Map([...document.store.clients.keys()].map(client => [client, lengthOf(document, client)]))
  for (const client of clients) known.set(client, lengthOf(stored, client))
  Y.applyUpdate(stored, structsOf(document, Y.encodeStateVector(known)))
  setAsideWhatWaits(stored)
  const update = structsOf(stored, before)
  return Y.parseUpdateMeta(update).to.size > 0 ? update : null
}

function setAsideWhatWaits({ store }: Y.Doc): void {
  store.pendingStructs = null
  store.pendingDs = null
}

/** An update of what is beyond that state vector, without its second part, which says what is deleted. */
function structsOf(doc: Y.Doc, vector: Uint8Array): Uint8Array {
  const update = Y.encodeStateAsUpdate(doc, vector)
  // A snapshot is the same part, and an empty state vector of one byte.
  const deletions = Y.encodeSnapshot(Y.createSnapshot(Y.createDeleteSetFromStructStore(doc.store), new Map()))
  const structs = update.subarray(0, update.byteLength - (deletions.byteLength - 1))
  const alone = new Uint8Array(structs.byteLength + 1)
  alone.set(structs)
  return alone
}

function lengthOf({ store }: Y.Doc, client: number): number {
  return Y.getState(store, client)
}
