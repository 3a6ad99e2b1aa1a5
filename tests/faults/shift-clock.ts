/**
 * A clock that is wrong: `Date` says another time, everything else stays. Loaded into a process with `--import` and
 * CLOCK_SHIFT_MS, or with CLOCK_JUMP=<after ms>:<to ms> for one that jumps; for a moment of our own by `shifted`.
 */
const TrueDate = Date
let shiftMs = Number(process.env.CLOCK_SHIFT_MS ?? 0)

const [after, jumpTo] = (process.env.CLOCK_JUMP ?? '').split(':').map(Number)
if (after !== undefined && jumpTo !== undefined) {
  setTimeout(() => {
    shiftMs = jumpTo
  }, after).unref()
}

globalThis.Date = new Proxy(TrueDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [target.now() + shiftMs] : args, newTarget),
  get: (target, name, receiver) =>
    name === 'now' ? () => target.now() + shiftMs : Reflect.get(target, name, name === 'prototype' ? target : receiver),
})

/** Runs the beginning of `work`, up to its first pause, at another time. */
export function shifted<T>(ms: number, work: () => T): T {
  const before = shiftMs
  shiftMs = ms
  try {
    return work()
  } finally {
    shiftMs = before
  }
}
