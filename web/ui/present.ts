/** The present moment by the server's clock: what is due, and how long ago something was, is right on a machine whose own is wrong. */

/** A header tells whole seconds and has a way to come: less than this is no difference. */
const DIFFERENCE_MS = 5_000

let aheadMs = 0
const listeners = new Set<() => void>()

/** @returns milliseconds since 1970 */
export function presentMs(): number {
  return Date.now() - aheadMs
}

/**
 * @param date header of an answer
 * @param atMs when it came, by the clock of this machine
 */
export function learnPresent(date: string | null, atMs: number): void {
  const measuredMs = atMs - Date.parse(date ?? '')
  if (Number.isNaN(measuredMs) || Math.abs(measuredMs - aheadMs) < DIFFERENCE_MS) return
  aheadMs = Math.abs(measuredMs) < DIFFERENCE_MS ? 0 : measuredMs
  for (const listener of [...listeners]) listener()
}

/** Told when the present turns out to be another one. @returns ends it */
export function onPresent(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
