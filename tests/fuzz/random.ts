/** Everything a run decides comes from here: the same seed decides the same. */

export type Random = {
  /** 0 ≤ whole number < below. */
  readonly below: (below: number) => number
  /** 0 ≤ whole number < 2^32. */
  readonly word: () => number
}

/** The generator mulberry32: 32 bits of state, good enough to choose steps. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const word = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return { word, below: below => word() % below }
}
