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

/** @param later runs something after that many milliseconds */
export function createBoundedLines(logger: Logger, later?: Later): BoundedLines {
  const tellMore = (reason: string, more: number) => logger.info({ reason, more }, 'more of these than there are lines')
  const { admit, end } = createMinutes({ lines: LINES, linesOfOne: LINES_OF_ONE, tellMore, later })
  return {
    tell(facts, words, level = 'info') {
      const { reason, why, userId, address, socket } = facts
      if (admit(reason, `${why} ${userId ?? address ?? socket}`)) logger[level](facts, words)
    },
    end,
  }
}

/** Runs something after that many milliseconds. */
export type Later = (run: () => void, ms: number) => void

type Limits = {
  /** A minute, of one kind. */
  readonly lines: number
  /** Of those, about one cause and one who caused it. */
  readonly linesOfOne: number
  readonly tellMore: (kind: string, more: number) => void
  readonly later?: Later | undefined
}

/** A minute begins with its first line; `told` is as long as there are lines at most. */
type Minute = { lines: number; more: number; readonly told: Map<string, number> }

/** Says of each line whether it may stand, and after a minute how many might not. Kinds are of a list. */
export function createMinutes({ lines, linesOfOne, tellMore, later = wait }: Limits) {
  const minutes = new Map<string, Minute>()

  function begin(kind: string): Minute {
    const minute = { lines: 0, more: 0, told: new Map<string, number>() }
    minutes.set(kind, minute)
    later(() => close(kind, minute), MINUTE_MS)
    return minute
  }

  function close(kind: string, minute: Minute): void {
    if (minutes.get(kind) !== minute) return
    minutes.delete(kind)
    if (minute.more > 0) tellMore(kind, minute.more)
  }

  return {
    admit(kind: string, one: string): boolean {
      const minute = minutes.get(kind) ?? begin(kind)
      const told = minute.told.get(one) ?? 0
      if (minute.lines === lines || told === linesOfOne) {
        minute.more += 1
        return false
      }
      minute.lines += 1
      minute.told.set(one, told + 1)
      return true
    },
    end(): void {
      for (const [kind, minute] of minutes) close(kind, minute)
    },
  }
}

function wait(run: () => void, ms: number): void {
  setTimeout(run, ms).unref()
}
