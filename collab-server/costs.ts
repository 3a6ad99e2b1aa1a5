/**
 * What one person costs the server, over all of their sockets: all people share one thread. Whoever has let it work long
 * rests many times as long, so that others keep it. Rest is owed to a person, not to a connection: a new one pays no debt.
 *
 *   costly work ─▶ owes rest ─┬▶ within the credit: nothing is felt
 *                             └▶ beyond it: `dueMs` until the next costly work, a few seconds at most; until then
 *                                their sockets are not read (transport/rest.ts)
 *
 * Keystrokes are far below what is counted, and cost no more than a look at the clock: the thread's own work is asked of
 * the system only for whoever was slow a moment ago. SPEC CN500.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { UserId } from '#domain/contract/ids.ts'
import { pause } from '#domain/keep-session.ts'
import type { Steps } from '#domain/turns.ts'

/** So many times what it took: of a hundred keys of others, one waits for it. */
const REST = 100
/** On a slow machine one long text takes long by itself, and its author comes back. */
const MOST_REST_MS = 10_000
/** Shorter work is nobody's burden, and is not worth a note: of each piece. */
const FREE_MS = 2
/** What it takes to read a message and to find out what it is: a thousand a second, or a megabyte, go on for ever. */
const READ = { messageMs: 0.004, kilobyteMs: 0.01 }
/** An update of small pieces takes so long to look at; noted before, as many sockets of one person may say one at once. */
const LOOK_KILOBYTE_MS = 0.1
/** Of several that wait for the same person one goes on after the other: this, and the rest for it, lies between them. */
const GOING_ON_MS = 1
/** How often those are forgotten who owe nothing. */
const TIDY_MS = 1_000
/** Of work that may be done in steps: so long, then others for longer. */
const TURN_MS = 1
const BETWEEN_TURNS_MS = 4
/** Who was slow once, by the clock of the day, may have waited for the machine: what comes next is measured. */
const WATCHED_MS = 60_000

export type Costs = {
  /** Does the work and notes how long it took. Many small pieces that were gathered are small still. */
  readonly charge: <T>(userId: UserId, work: () => T, pieces?: number) => T
  /**
   * As charge, for work that may take long: in turns with others, one such work after the other. Who owes rest by what
   * else they asked for waits with the next one.
   *
   * @throws the reason of the stop when it comes before the work has begun
   */
  readonly chargeInTurns: <T>(userId: UserId, work: Steps<T>) => Promise<T>
  /** Notes that a message of so many bytes is read. */
  readonly read: (userId: UserId, bytes: number) => void
  /** Notes that an update of so many bytes is to be looked at. */
  readonly expectLook: (userId: UserId, bytes: number) => void
  /** Notes work that is done elsewhere, or bit by bit. */
  readonly add: (userId: UserId, workMs: number) => void
  /** Resolves when they owe no rest, or when the server stops. */
  readonly rested: (userId: UserId) => Promise<void>
  /** Milliseconds until they may let the server work hard again; 0 when at once. */
  readonly dueMs: (userId: UserId) => number
}

type Clocks = { readonly now: () => number; readonly workedMs: () => number }

const CLOCKS: Clocks = {
  now: () => performance.now(),
  workedMs() {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  },
}

type Options = {
  /** Work for which no rest is asked. */
  readonly creditMs: number
  /** Aborted when the server stops: nobody waits any more. */
  readonly stopping: AbortSignal
  /**
   * Milliseconds that never go back: of the day, and of this thread's work, in which it does not count who else uses the
   * machine.
   */
  readonly clocks?: Clocks
}

export function createCosts({ creditMs, stopping, clocks: { now, workedMs } = CLOCKS }: Options): Costs {
  /** When each has rested enough; who has is not in it for long. */
  const restedAt = new Map<UserId, number>()
  const watchedUntil = new Map<UserId, number>()
  let tidyAt = 0
  const restMs = creditMs * REST
  const lineOfAll = createLine()
  const lineByUser = new Map<UserId, Line>()

  function add(userId: UserId, workMs: number): void {
    const time = now()
    const at = Math.max(time, restedAt.get(userId) ?? 0) + workMs * REST
    restedAt.set(userId, Math.min(at, time + restMs + MOST_REST_MS))
    if (time < tidyAt) return
    tidyAt = time + TIDY_MS
    for (const [other, rested] of restedAt) if (rested <= time) restedAt.delete(other)
  }

  function dueMs(userId: UserId): number {
    return Math.max(0, (restedAt.get(userId) ?? 0) - restMs - now())
  }

  /** @returns the last step, or the first one after the end of a turn */
  function takeTurn<T>(userId: UserId, work: Steps<T>): IteratorResult<undefined, T> {
    const before = workedMs()
    const ends = now() + TURN_MS
    try {
      for (;;) {
        const step = work.next()
        if (step.done || now() >= ends) return step
      }
    } finally {
      add(userId, workedMs() - before)
    }
  }

  async function inTurns<T>(userId: UserId, work: Steps<T>): Promise<T> {
    for (;;) {
      const step = takeTurn(userId, work)
      if (step.done) return step.value
      await sleep(BETWEEN_TURNS_MS)
    }
  }

  async function rested(userId: UserId): Promise<void> {
    if (dueMs(userId) === 0) return
    for (let ms = dueMs(userId); ms > 0 && !stopping.aborted; ms = dueMs(userId)) await pause(ms, stopping)
    add(userId, GOING_ON_MS)
  }

  return {
    charge(userId, work, pieces = 1) {
      const begun = now()
      const before = (watchedUntil.get(userId) ?? 0) > begun ? workedMs() : null
      try {
        return work()
      } finally {
        const ended = now()
        if (ended - begun > FREE_MS * pieces) {
          const workMs = before === null ? 0 : workedMs() - before
          if (workMs > FREE_MS * pieces) add(userId, workMs)
          for (const [other, until] of watchedUntil) if (until <= ended) watchedUntil.delete(other)
          watchedUntil.set(userId, ended + WATCHED_MS)
        }
      }
    },
    async chargeInTurns(userId, work) {
      const line = lineByUser.get(userId) ?? createLine()
      lineByUser.set(userId, line)
      try {
        return await line.take(async () => {
          await rested(userId)
          stopping.throwIfAborted()
          return lineOfAll.take(() => inTurns(userId, work))
        })
      } finally {
        if (line.isEmpty()) lineByUser.delete(userId)
      }
    },
    read: (userId, bytes) => add(userId, READ.messageMs + (bytes / 1024) * READ.kilobyteMs),
    expectLook: (userId, bytes) => add(userId, (bytes / 1024) * LOOK_KILOBYTE_MS),
    add,
    rested,
    dueMs,
  }
}

type Line = ReturnType<typeof createLine>

/** One work after the other. */
function createLine() {
  let last: Promise<unknown> = Promise.resolve()
  let length = 0
  return {
    isEmpty: () => length === 0,
    async take<T>(work: () => Promise<T>): Promise<T> {
      length += 1
      const current = last.then(work).finally(() => {
        length -= 1
      })
      // Whoever asked for it hears of its failure; the next one goes on.
      last = current.catch(() => undefined)
      return current
    },
  }
}
