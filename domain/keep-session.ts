/**
 * One connection after the other until it is stopped:
 *
 *   session ─▶ ends by an error ─▶ onLost ─▶ back off, doubling ─▶ session …       progress: back off from the beginning
 */
import { setTimeout as sleep } from 'node:timers/promises'

const FIRST_DELAY_MS = 100

type Options = {
  /** One connection's life: ends by rejection, or resolves on stop. */
  readonly session: (onProgress: () => void) => Promise<void>
  readonly stopping: AbortSignal
  readonly longestDelayMs: number
  readonly onLost: (error: unknown, delayMs: number) => void
}

/** Resolves when it was stopped. */
export async function keepSession({ session, stopping, longestDelayMs, onLost }: Options): Promise<void> {
  let delayMs = FIRST_DELAY_MS
  while (!stopping.aborted) {
    try {
      await session(() => {
        delayMs = FIRST_DELAY_MS
      })
    } catch (error) {
      if (stopping.aborted) return
      onLost(error, delayMs)
      await pause(delayMs, stopping)
      delayMs = Math.min(delayMs * 2, longestDelayMs)
    }
  }
}

/** @param signal ends it early, as if its time were over */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}
