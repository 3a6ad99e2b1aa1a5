/**
 * Lines of the log that strangers can cause: so many a minute of one kind, then one that says how many more there were.
 * A flood fills no disk, and nobody's flood hides what others did for long.
 */
import type { Logger } from 'pino'

/** A minute's lines under one reason, and those of them about the same cause and the same person, address or socket. */
const LINES = 20
const LINES_OF_ONE = 3
const MINUTE_MS = 60_000

export type LineFacts = {
  /** Out of a list of words: for each there is one count of lines. */
  readonly reason: string
  readonly why?: string | undefined
  readonly userId?: string | undefined
  readonly address?: string | undefined
  readonly socket?: number | undefined
  readonly doc?: string | undefined
  readonly err?: unknown
}

export type BoundedLines = {
  /** Writes it, or counts it. */
  readonly tell: (facts: LineFacts, words: string, level?: 'info' | 'warn' | 'error') => void
  /** Says now how many more there were, for a process that stops. */
  readonly end: () => void
}

/** What the line at the end of a minute adds up from; `told` is as long as there are lines at most. */
type Minute = { lines: number; more: number; readonly told: Map<string, number> }

/** @param later runs something after that many milliseconds */
export function createBoundedLines(logger: Logger, later: (run: () => void, ms: number) => void = wait): BoundedLines {
  const minutes = new Map<string, Minute>()

  function begin(reason: string): Minute {
    const minute = { lines: 0, more: 0, told: new Map<string, number>() }
    minutes.set(reason, minute)
    later(() => close(reason, minute), MINUTE_MS)
    return minute
  }

  function close(reason: string, minute: Minute): void {
    if (minutes.get(reason) !== minute) return
    minutes.delete(reason)
    if (minute.more > 0) logger.info({ reason, more: minute.more }, 'more of these than there are lines')
  }

  return {
    tell(facts, words, level = 'info') {
      const { reason, why, userId, address, socket } = facts
      const minute = minutes.get(reason) ?? begin(reason)
      const one = `${why} ${userId ?? address ?? socket}`
      const told = minute.told.get(one) ?? 0
      if (minute.lines === LINES || told === LINES_OF_ONE) {
        minute.more += 1
        return
      }
      minute.lines += 1
      minute.told.set(one, told + 1)
      logger[level](facts, words)
    },
    end() {
      for (const [reason, minute] of minutes) close(reason, minute)
    },
  }
}

function wait(run: () => void, ms: number): void {
  setTimeout(run, ms).unref()
}
