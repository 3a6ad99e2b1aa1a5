/**
 * One write in flight, whatever waits meanwhile goes into the next: the more there is to do, the fewer commits it takes.
 *
 *   add ─▶ waiting ─▶ batch ─▶ write ─▶ each caller gets its own outcome
 *             ▲                  │
 *             └── rest, if many ─┘
 */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

export type Outcome<Result> =
  | { readonly ok: true; readonly value: Result }
  | { readonly ok: false; readonly error: unknown }

type GroupCommit<Entry, Result> = {
  /** Resolves or rejects with the outcome of this entry; entries are written in the order of the calls. */
  readonly add: (entry: Entry) => Promise<Result>
  /** Resolves when nothing waits and nothing is in flight. */
  readonly drained: () => Promise<void>
  /** Bytes that wait or are in flight. */
  readonly pendingBytes: () => number
}

type Options<Entry, Result> = {
  /** One outcome for each entry, in their order. A rejection is the outcome of all of them. */
  readonly write: (batch: readonly Entry[]) => Promise<readonly Outcome<Result>[]>
  readonly bytesOf: (entry: Entry) => number
  readonly batchEntries: number
  readonly batchBytes: number
  /** None if left out. */
  readonly rest?: Rest
}

/** After a batch of so many entries the next one begins no sooner than so long after that one's begin. */
type Rest = { readonly fromEntries: number; readonly everyMs: number }

type Waiting<Entry, Result> = {
  readonly entry: Entry
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

export function createGroupCommit<Entry, Result>({
  write,
  bytesOf,
  batchEntries,
  batchBytes,
  rest = { fromEntries: Infinity, everyMs: 0 },
}: Options<Entry, Result>) {
  let waiting: Waiting<Entry, Result>[] = []
  let pendingBytes = 0
  let running: Promise<void> | null = null

  const add = (entry: Entry) =>
    new Promise<Result>((resolve, reject) => {
      pendingBytes += bytesOf(entry)
      waiting.push({ entry, resolve, reject })
      running ??= run()
    })

  const run = async () => {
    // Whatever comes in this turn of the event loop gets into the batch: who writes again when it has its outcome, and what
    // is heard from other sockets. The write would begin with one of them, and cost the others a whole one more.
    await nextTurn()
    while (waiting.length > 0) {
      const begunAt = performance.now()
      const batch = takeBatch()
      await settle(batch)
      const restMs = batch.length < rest.fromEntries ? 0 : begunAt + rest.everyMs - performance.now()
      await (restMs > 0 ? sleep(restMs) : nextTurn())
    }
    running = null
  }

  const takeBatch = () => {
    let bytes = 0
    let end = 0
    for (const { entry } of waiting) {
      bytes += bytesOf(entry)
      if (end > 0 && (end >= batchEntries || bytes > batchBytes)) break
      end += 1
    }
    const batch = waiting.slice(0, end)
    waiting = waiting.slice(end)
    return batch
  }

  const settle = async (batch: readonly Waiting<Entry, Result>[]) => {
    let outcomes: readonly Outcome<Result>[]
    try {
      outcomes = await write(batch.map(({ entry }) => entry))
    } catch (error) {
      outcomes = batch.map(() => ({ ok: false, error }))
    }
    batch.forEach(({ entry, resolve, reject }, index) => {
      pendingBytes -= bytesOf(entry)
      const outcome = outcomes[index] ?? { ok: false, error: new Error('The write gave no outcome for this entry') }
      if (outcome.ok) resolve(outcome.value)
      else reject(outcome.error)
    })
  }

  return {
    add,
    drained: async () => {
      while (running) await running
    },
    pendingBytes: () => pendingBytes,
  } satisfies GroupCommit<Entry, Result>
}
