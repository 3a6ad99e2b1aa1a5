/**
 * Has words that went with their block written again (domain/log/swept-words.ts) soon after the row that swept them away:
 *
 *   row applied ─▶ swept something? ─▶ one document after the other ─▶ appended ─▶ whoever has it open reads it
 *                                        └ not yet ─▶ again, with back-off, and others go on
 */
import type { Logger } from 'pino'
import { pause } from '#domain/keep-session.ts'
import type { WriteAgain } from '#domain/log/swept-words.ts'
import type { Room } from './rooms.ts'

/** To be called when a row of this number, or one after it, swept something away. */
export type BringBack = (room: Room, seq: number) => void

const RETRY_MS = [200, 1_000, 5_000, 20_000, 60_000] as const
/** Reading a long past costs as much as many keystrokes: the next one waits this many times as long. */
const REST = 4
const MOST_REST_MS = 2_000

type Options = {
  /** Whoever has the document open by then reads what it wrote. */
  readonly writeAgain: WriteAgain
  readonly logger: Logger
  /** Aborted when the server stops: what is left is done when the document is opened next. */
  readonly stopping: AbortSignal
}

export function createBringBack({ writeAgain, logger, stopping }: Options): BringBack {
  /** The first row to be looked at, of rooms that have one. */
  const asked = new Map<Room, number>()
  let turn: Promise<void> = Promise.resolve()

  return (room, seq) => {
    const isAsked = asked.has(room)
    room.unanswered = Math.min(room.unanswered ?? seq, seq)
    asked.set(room, room.unanswered)
    if (!isAsked) begin(room, 0)
  }

  function begin(room: Room, failures: number): void {
    // One document after the other: none of it is worth another core.
    const work = turn.then(() => answer(room, failures)).finally(() => room.writing.delete(work))
    room.writing.add(work)
    // What one comes to is no matter of the next one.
    turn = work.then(restMs => pause(restMs, stopping)).catch(() => undefined)
  }

  /** Of a room that is gone as well: another one may be open by now. @returns how long to wait before the next one */
  async function answer(room: Room, failures: number): Promise<number> {
    const from = asked.get(room)
    asked.delete(room)
    if (from === undefined || stopping.aborted) return 0
    const startedAt = performance.now()
    try {
      await writeAgain(room.name, from)
      room.unanswered = asked.get(room) ?? null
      room.wasDoubtful = true
    } catch (error) {
      asked.set(room, Math.min(asked.get(room) ?? from, from))
      void tryAgain(room, failures, error)
    }
    return Math.min(MOST_REST_MS, (performance.now() - startedAt) * REST)
  }

  /** The room does not stay open for it. */
  async function tryAgain(room: Room, failures: number, error: unknown): Promise<void> {
    const delayMs = RETRY_MS[failures]
    if (delayMs === undefined) {
      asked.delete(room)
      logger.error({ alert: true, err: error, doc: room.name }, 'words that went with their block are not back')
      return
    }
    logger.warn({ err: error, doc: room.name, delayMs }, 'words that went with their block are not back yet')
    await pause(delayMs, stopping)
    begin(room, failures + 1)
  }
}
