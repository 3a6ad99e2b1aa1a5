/** Keeps opening cheap: a snapshot beside the log each so many rows, and when a room is left. Losing one loses nothing. */
import type { Extension } from '@hocuspocus/server'
import type { Logger } from 'pino'
import * as Y from 'yjs'
import type { UpdateLog } from '#domain/log/update-log.ts'
import type { Metrics } from '../metrics.ts'
import type { Room, Rooms } from '../rooms.ts'

const EVERY_ROWS = 500
/** Fewer are not worth a snapshot when a room is left. */
const LEAST_ROWS = 50

type Options = { readonly log: UpdateLog; readonly rooms: Rooms; readonly metrics: Metrics; readonly logger: Logger }

export function snapshotRooms({ log, rooms, metrics, logger }: Options): Extension {
  return {
    extensionName: 'snapshot',
    async afterLoadDocument({ document }) {
      const room = rooms.of(document)
      if (!room) return
      document.on('update', () => {
        if (room.rowsSinceSnapshot >= EVERY_ROWS) void save(room)
      })
    },
    async beforeUnloadDocument({ document }) {
      const room = rooms.of(document as typeof document & Parameters<Rooms['of']>[0])
      if (room && room.rowsSinceSnapshot >= LEAST_ROWS) await save(room)
    },
  }

  async function save(room: Room): Promise<void> {
    // Rows 1..seq and nothing else: with a hole in what was read, the state is not that of any number.
    if (room.ahead.size > 0) return
    const rows = room.rowsSinceSnapshot
    room.rowsSinceSnapshot = 0
    try {
      await log.saveSnapshot(room.name, room.seq, Y.encodeStateAsUpdate(room.document))
      metrics.snapshots.inc({ outcome: 'kept' })
    } catch (error) {
      room.rowsSinceSnapshot += rows
      metrics.snapshots.inc({ outcome: 'failed' })
      logger.error({ err: error, doc: room.name }, 'a snapshot did not count; the rows stand')
    }
  }
}
