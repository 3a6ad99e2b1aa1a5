/** A committed row that does not apply is set aside with an alert, and its room is built anew from the log. */
import type { Logger } from 'pino'
import { CLOSE_CODES } from '#domain/contract/close-codes.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import type { Metrics } from './metrics.ts'
import type { Room } from './rooms.ts'

export type Rebuild = (room: Room, seq: number, error: unknown) => Promise<void>

/** Everyone on it is asked to come back at once: the empty room unloads, the next one is loaded without the row. */
export function createRebuild({ log, logger, metrics }: { log: UpdateLog; logger: Logger; metrics: Metrics }): Rebuild {
  return async (room, seq, error) => {
    // What comes after it says nothing of the row any more: the next room is built of all of them.
    if (room.isBroken) return
    room.isBroken = true
    metrics.rowsSetAside.inc()
    logger.error({ alert: true, doc: room.name, seq, err: error }, 'a row cannot be applied and is set aside')
    await log.setAside(room.name, seq, error instanceof Error ? error.message : 'does not apply')
    for (const connection of room.document.getConnections()) {
      connection.close({ code: CLOSE_CODES.restarting.code, reason: 'restarting' })
    }
  }
}
