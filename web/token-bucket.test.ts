import { expect, test } from 'vitest'
import { createTokenBuckets } from './token-bucket.ts'

test('[AU14] a bucket empties, says how long to wait, and fills again', () => {
  let nowMs = 0
  const buckets = createTokenBuckets({ perSecond: 0.5, burst: 3, now: () => nowMs })
  expect([1, 2, 3].map(() => buckets.take('a'))).toEqual([0, 0, 0])
  expect(buckets.take('a')).toBe(2)
  expect(buckets.take('b')).toBe(0)
  nowMs += 2_000
  expect(buckets.take('a')).toBe(0)
  expect(buckets.take('a')).toBe(2)
  nowMs += 3_600_000
  expect([1, 2, 3, 4].map(() => buckets.take('a'))).toEqual([0, 0, 0, 2])
})
