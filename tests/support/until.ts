/** Waits for a state, never for time: resolves with the first value that is not undefined, false or null. */
export async function until<T>(read: () => T | Promise<T>, { withinMs = 20_000 } = {}): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const value = await read()
    if (value !== undefined && value !== null && value !== false) return value as NonNullable<T>
    if (performance.now() > deadline) throw new Error(`Not so within ${withinMs} ms: ${read}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
