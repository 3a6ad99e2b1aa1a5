/** Comparing a long history costs many keystrokes' time: it is done in a thread beside the event loop, on another core. */
import { Worker } from 'node:worker_threads'
import type { Comparison, Verdict } from './compare.worker.ts'

/** Whether two piles of updates add up to the same document. @throws when one of them does not add up */
export type Compare = (one: readonly Uint8Array[], other: readonly Uint8Array[]) => Promise<boolean>

/** The thread holds some twenty megabytes: without work it ends. */
const IDLE_MS = 20_000
/** What is under way at the end may still have its outcome. */
const CLOSE_MS = 500

type Waiting = { readonly resolve: (isSame: boolean) => void; readonly reject: (error: Error) => void }

export function createCompareBeside(): Compare & { readonly close: () => Promise<void> } {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let idle: NodeJS.Timeout | undefined
  let count = 0

  const start = () => {
    const started = new Worker(new URL('./compare.worker.ts', import.meta.url))
    started.unref()
    started.on('message', ({ id, isSame, failure }: Verdict) => {
      const asker = waiting.get(id)
      waiting.delete(id)
      if (failure === null) asker?.resolve(isSame)
      else asker?.reject(new Error(failure))
      if (waiting.size === 0) idle = setTimeout(() => void end(started), IDLE_MS).unref()
    })
    started.on('error', error => giveUp(started, error))
    started.on('exit', () => giveUp(started, new Error('The thread that compares has ended')))
    return started
  }
  const giveUp = (ended: Worker, error: unknown) => {
    if (worker !== ended) return
    worker = null
    for (const { reject } of waiting.values()) reject(error instanceof Error ? error : new Error(String(error)))
    waiting.clear()
  }
  const end = async (ending: Worker | null) => {
    if (ending === null) return
    giveUp(ending, new Error('The thread that compares was ended'))
    await ending.terminate()
  }
  const compare: Compare = (one, other) =>
    new Promise((resolve, reject) => {
      clearTimeout(idle)
      worker ??= start()
      const comparison: Comparison = { id: ++count, one, other }
      waiting.set(comparison.id, { resolve, reject })
      worker.postMessage(comparison)
    })

  return Object.assign(compare, {
    close: async () => {
      const deadline = performance.now() + CLOSE_MS
      while (waiting.size > 0 && performance.now() < deadline) await new Promise(resolve => setTimeout(resolve, 5))
      clearTimeout(idle)
      await end(worker)
    },
  })
}
