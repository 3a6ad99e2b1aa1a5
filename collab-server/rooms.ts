/** Open posts on this node: how far each room has read the log, and who owns which client id in it. */
import type { Document } from '@hocuspocus/server'
import * as Y from 'yjs'
import type { Author, LoadedDocument, LogRow } from '#domain/log/update-log.ts'
import { applyLooking } from '#domain/text/swept/swept-by.ts'

export type Room = {
  readonly name: string
  readonly document: Document
  /** Rows 1..seq are applied. */
  seq: number
  /** Rows applied beyond seq, while one between them has not been read yet. */
  readonly ahead: Set<number>
  /** Greatest number another node told us of. */
  heard: number
  /** Appends of ours that are under way. */
  appending: number
  /** Each resolves when what one connection said has its outcome: the room stays open for them. */
  readonly writing: Set<Promise<unknown>>
  readonly owners: Map<number, Author>
  /** Client ids whose update is being stored by one connection: another one of the same person waits for its outcome. */
  readonly underWay: Map<number, Promise<void>>
  /** Encoded size when last measured, plus what was added since: never too small. */
  bytes: number
  /** Rows that the newest snapshot does not hold. */
  rowsSinceSnapshot: number
  /** The first row that waits to be looked at closely (bring-back.ts): no snapshot holds it before that. */
  unanswered: number | null
  /** A row was looked at closely since the newest snapshot: without one the next opening looks at it again. */
  wasDoubtful: boolean
  /** A row did not apply in full: it is not what its rows add up to, takes none any more, and waits to be unloaded. */
  isBroken: boolean
}

export type Rooms = {
  readonly open: (document: Document, loaded: LoadedDocument) => Room
  /** Undefined for documents that have no log: feeds and presence. */
  readonly of: (document: Document) => Room | undefined
  readonly find: (name: string) => Room | undefined
  readonly all: () => Iterable<Room>
  /** Forgets the room of this very document; a newer one under the same name stays. */
  readonly close: (document: Document) => void
}

export function createRooms(): Rooms {
  const roomByName = new Map<string, Room>()
  const roomByDocument = new WeakMap<Document, Room>()

  return {
    open(document, { seq, snapshotSeq, updates, owners }) {
      const room: Room = {
        name: document.name,
        document,
        seq,
        ahead: new Set(),
        heard: seq,
        appending: 0,
        writing: new Set(),
        owners: new Map(owners),
        underWay: new Map(),
        bytes: updates.reduce((sum, update) => sum + update.byteLength, 0),
        rowsSinceSnapshot: updates.length - (snapshotSeq > 0 ? 1 : 0),
        unanswered: null,
        wasDoubtful: false,
        isBroken: false,
      }
      roomByName.set(document.name, room)
      roomByDocument.set(document, room)
      document.on('afterAllTransactions', letGo)
      return room
    },
    of: document => roomByDocument.get(document),
    find: name => roomByName.get(name),
    all: () => roomByName.values(),
    close(document) {
      if (roomByName.get(document.name)?.document === document) roomByName.delete(document.name)
      roomByDocument.delete(document)
    },
  }
}

/**
 * Applies a committed row; a row that is in already changes nothing.
 * @param clients client ids that get new structs, where they are known
 * @returns whether it has to be looked at closely (bring-back.ts)
 * @throws when it does not apply in full: then the room is not what its rows add up to
 */
export function applyRow(
  room: Room,
  { seq, update, author }: LogRow,
  origin: unknown,
  clients: Iterable<number> = Y.parseUpdateMeta(update).to.keys(),
): boolean {
  const { document } = room
  if (seq > room.seq && !room.ahead.has(seq)) room.rowsSinceSnapshot += 1
  const doubtful = applyLooking(document, update, origin)
  if (document.store.pendingStructs !== null || document.store.pendingDs !== null) {
    throw new Error('The row builds on something that is missing')
  }
  for (const client of clients) {
    if (!room.owners.has(client)) room.owners.set(client, author)
  }
  room.bytes += update.byteLength
  if (seq > room.seq) room.ahead.add(seq)
  while (room.ahead.delete(room.seq + 1)) room.seq += 1
  return doubtful
}

/**
 * Yjs puts the next transaction into the list that it made after the one before, and drops that list afterwards. A list
 * that has waited a while is old by then, and what an old object holds, though dead itself, is kept until all memory is
 * swept: most of what one edit takes, where a room is written in now and then.
 */
function letGo(_doc: Y.Doc, transactions: Y.Transaction[]): void {
  transactions.length = 0
}
