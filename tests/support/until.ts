const LOOK_MS = 5
const RARELY_MS = 50

/**
 * Waits for a state, never for time: resolves with the first value that is not undefined, false or null. What must be asked
 * for (a row, a figure) is asked for more rarely the longer it takes: else the waiting would be most of the work.
 */
export async function until<T>(read: () => T | Promise<T>, { withinMs = 20_000 } = {}): Promise<NonNullable<T>> {
  const startedAt = performance.now()
  for (;;) {
    const answer = read()
    const value = await answer
    if (value !== undefined && value !== null && value !== false) return value as NonNullable<T>
    const waitedMs = performance.now() - startedAt
    if (waitedMs > withinMs) throw new Error(`Not so within ${withinMs} ms: ${read}`)
    const isAsked = answer instanceof Promise
    await new Promise(resolve => setTimeout(resolve, isAsked ? Math.min(RARELY_MS, LOOK_MS + waitedMs / 10) : LOOK_MS))
  }
}
