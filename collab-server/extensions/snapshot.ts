/** Keeps opening cheap: a snapshot beside the log each so many rows, and when a room is left. Losing one loses nothing. */
import type { Extension } from '@hocuspocus/server'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import type { UpdateLog } from '#domain/log/update-log.ts'
import type { Metrics } from '../metrics.ts'
import type { Room, Rooms } from '../rooms.ts'

const EVERY_ROWS = 500
/** A large document takes longer to write out: then a row more each so many bytes, about what it costs to apply one. */
const BYTES_A_ROW = 256
/** Fewer are not worth a snapshot when a room is left. */
const LEAST_ROWS = 50

type Options = { readonly log: UpdateLog; readonly rooms: Rooms; readonly metrics: Metrics; readonly logger: Logger }

export function snapshotRooms({ log, rooms, metrics, logger }: Options): Extension {
  const planned = new WeakSet<Room>()
  /** After a failure: how many rows there must be before it is tried again. */
  const heldBack = new WeakMap<Room, number>()
  let isStopped = false

  return {
    extensionName: 'snapshot',
    async afterLoadDocument({ document }) {
      const room = rooms.of(document)
      // Straight from the document: hooks for each change cost every keystroke.
      if (room) document.on('update', () => plan(room))
    },
    async beforeUnloadDocument({ document }) {
      const room = rooms.of(document as typeof document & Parameters<Rooms['of']>[0])
      if (room && (room.wasDoubtful || room.rowsSinceSnapshot >= LEAST_ROWS)) await save(room)
    },
    async onDestroy() {
      isStopped = true
    },
  }

  function plan(room: Room): void {
    if (planned.has(room) || room.rowsSinceSnapshot < (heldBack.get(room) ?? everyRows(room))) return
    planned.add(room)
    // In the event the row is in the document, and not in the room's number yet.
    setImmediate(async () => {
      await save(room)
      planned.delete(room)
    })
  }

  async function save(room: Room): Promise<void> {
    // Rows 1..seq and nothing else: with a hole in what was read, the state is not that of any number.
    if (room.ahead.size > 0 || room.unanswered !== null || room.document.isDestroyed || room.isBroken) return
    const { rowsSinceSnapshot: rows, wasDoubtful } = room
    room.rowsSinceSnapshot = 0
    room.wasDoubtful = false
    try {
      await log.saveSnapshot(room.name, room.seq, Y.encodeStateAsUpdate(room.document))
      heldBack.delete(room)
      metrics.snapshots.inc({ outcome: 'kept' })
    } catch (error) {
      room.rowsSinceSnapshot += rows
      room.wasDoubtful ||= wasDoubtful
      heldBack.set(room, room.rowsSinceSnapshot + everyRows(room))
      metrics.snapshots.inc({ outcome: 'failed' })
      // What a stop does not wait for is made after the next start.
      logger[isStopped ? 'info' : 'error']({ err: error, doc: room.name }, 'a snapshot did not count; the rows stand')
    }
  }
}

function everyRows({ bytes }: Room): number {
  return EVERY_ROWS + Math.floor(bytes / BYTES_A_ROW)
}
