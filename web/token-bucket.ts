/** A token bucket for each key: how often something may be asked. Kept in memory: each web process counts by itself. */

export type TokenBuckets = {
  /** Takes one token; 0 when it was there, else seconds until the next one. */
  take(key: string): number
}

/** A bucket is forgotten once it is full again; this many at most are kept. */
const KEYS_MAX = 50_000

export function createTokenBuckets({
  perSecond,
  burst,
  now = Date.now,
}: {
  perSecond: number
  burst: number
  now?: () => number
}): TokenBuckets {
  const buckets = new Map<string, { tokens: number; atMs: number }>()

  return {
    take(key) {
      const atMs = now()
      const bucket = buckets.get(key) ?? { tokens: burst, atMs }
      const tokens = Math.min(burst, bucket.tokens + ((atMs - bucket.atMs) / 1000) * perSecond)
      // Deleted first, so that the map's order is the order of last use.
      buckets.delete(key)
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, atMs })
      if (buckets.size > KEYS_MAX) forgetOldest()
      return tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond))
    },
  }

  function forgetOldest(): void {
    const oldest = buckets.keys().next()
    if (!oldest.done) buckets.delete(oldest.value)
  }
}
