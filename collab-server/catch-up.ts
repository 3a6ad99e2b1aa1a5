/** Reads rows that others appended into open rooms: web's edits, other nodes, and whatever was missed while not listening. */
import type { LocalTransactionOrigin } from '@hocuspocus/server'
import type { Logger } from 'pino'
import { repairDocument } from '#domain/log/repair.ts'
import { DamagedError, type UpdateLog } from '#domain/log/update-log.ts'
import type { Rebuild } from './rebuild.ts'
import { applyRow, type Room } from './rooms.ts'

export type CatchUp = (room: Room) => Promise<void>

type Options = {
  readonly log: UpdateLog
  readonly rebuild: Rebuild
  /** A row has to be looked at closely (bring-back.ts). */
  readonly onDoubt: (room: Room, seq: number) => void
  readonly logger: Logger
}

const FROM_LOG: LocalTransactionOrigin = { source: 'local', skipStoreHooks: true }

/**
 * One read a room at a time; a call during a read is answered by one more read after it.
 * What is damaged is repaired first. Storage trouble rejects: the room stays as it is and the next call reads again.
 */
export function createCatchUp({ log, rebuild, onDoubt, logger }: Options): CatchUp {
  const running = new WeakMap<Room, Promise<void>>()
  const next = new WeakMap<Room, Promise<void>>()

  const read = async (room: Room) => {
    const rows = await readRows(room)
    for (const row of rows) {
      if (room.document.isDestroyed || room.isBroken) return
      try {
        if (applyRow(room, row, FROM_LOG)) onDoubt(room, row.seq)
      } catch (error) {
        await rebuild(room, row.seq, error)
        return
      }
    }
    const newest = rows.at(-1)
    // Rows that were set aside are passed over in what was read.
    if (newest && room.seq < newest.seq) {
      room.seq = newest.seq
      for (const seq of room.ahead) if (seq <= room.seq) room.ahead.delete(seq)
    }
    if (rows.length > 0) logger.debug({ doc: room.name, rows: rows.length, seq: room.seq }, 'read rows of others')
  }

  const readRows = async ({ name, seq }: Room) => {
    try {
      return await log.readAfter(name, seq)
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error
      await repairDocument({ log, doc: name, logger })
      return log.readAfter(name, seq)
    }
  }

  const start = (room: Room): Promise<void> => {
    const reading = read(room).finally(() => running.delete(room))
    running.set(room, reading)
    return reading
  }

  return room => {
    const current = running.get(room)
    if (!current) return start(room)
    const planned = next.get(room)
    if (planned) return planned
    const after = current
      .catch(() => undefined)
      .then(() => {
        next.delete(room)
        return start(room)
      })
    next.set(room, after)
    return after
  }
}
