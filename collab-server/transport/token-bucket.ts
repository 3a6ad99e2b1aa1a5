/** So many a second, with a store for bursts. */

export type TokenBucket = {
  /** Takes one; false when there is none. */
  readonly take: () => boolean
  /** Takes one on credit; milliseconds until it is covered, 0 when it is. */
  readonly borrow: () => number
}

/** One for all: every open document has several buckets. */
const monotonicMs = () => performance.now()

/** @param now milliseconds that never go back */
export function createTokenBucket(perSecond: number, burst: number, now: () => number = monotonicMs): TokenBucket {
  let tokens = burst
  let at = now()

  const refill = () => {
    const time = now()
    tokens = Math.min(burst, tokens + ((time - at) / 1000) * perSecond)
    at = time
  }

  return {
    take() {
      refill()
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
    borrow() {
      refill()
      tokens -= 1
      return tokens >= 0 ? 0 : (-tokens / perSecond) * 1000
    },
  }
}
