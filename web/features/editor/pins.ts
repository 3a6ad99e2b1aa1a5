/** Threads that begin on the same line share a pin. Pure; numbers are CSS pixels. */
import type { PlacedThread } from '#web/features/comments/threads.ts'

export type Pin = { readonly top: number; readonly threads: readonly PlacedThread[] }

/** A pin's height with the space below it: closer ones would cover each other. */
const LEAST_APART = 28

export function gatherPins(placed: readonly { readonly thread: PlacedThread; readonly top: number }[]): readonly Pin[] {
  const pins: { top: number; threads: PlacedThread[] }[] = []
  for (const { thread, top } of placed.toSorted((a, b) => a.top - b.top)) {
    const last = pins.at(-1)
    if (last && top - last.top < LEAST_APART) last.threads.push(thread)
    else pins.push({ top, threads: [thread] })
  }
  return pins
}
