/** Long work that lets others have their turn: all people share one thread. */

/** A turn of the event loop may take so long before others get theirs. */
const TURN_MS = 8
/** So many small things in a step: some tenths of a millisecond. */
const STEP = 256

/** Work that is written as one: each `yield` is a moment in which others may go on, if whoever runs it lets them. */
export type Steps<Result> = Generator<undefined, Result>

/** @param index of what is looked at in a loop */
export function isPause(index: number): boolean {
  return index % STEP === STEP - 1
}

/** In one go. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** Awaited between the steps of long work: lets others have their turn when it has taken its own. */
export function createTurns(): () => Promise<void> | undefined {
  let turnEnds = performance.now() + TURN_MS
  return () => {
    if (performance.now() < turnEnds) return undefined
    return new Promise(resolve =>
      setImmediate(() => {
        turnEnds = performance.now() + TURN_MS
        resolve()
      }),
    )
  }
}
