/** Time as the machine's monotonic clock counts it: the same in every process, so that ends can be compared. */
import { setTimeout as sleep } from 'node:timers/promises'

export { sleep }

/** Milliseconds. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Calls `act` `rate` times a second for `seconds`, catching up after late timers. @returns calls a second in the end */
export async function pace(rate: number, seconds: number, act: (index: number) => void): Promise<number> {
  const start = now()
  const total = Math.round(rate * seconds)
  let done = 0
  while (done < total) {
    const due = Math.min(total, Math.floor(((now() - start) / 1000) * rate) + 1)
    while (done < due) act(done++)
    await sleep(rate > 500 ? 1 : Math.min(20, 500 / rate))
  }
  return done / ((now() - start) / 1000)
}

/** @returns whether it became so in time: a bench reports what is missing, it does not throw */
export async function becomes(condition: () => boolean, withinMs: number, everyMs = 5): Promise<boolean> {
  const end = now() + withinMs
  while (!condition()) {
    if (now() > end) return false
    await sleep(everyMs)
  }
  return true
}
