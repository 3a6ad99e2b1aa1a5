import { expect, test } from 'vitest'
import { createTokenBucket } from './token-bucket.ts'

test('a burst is there at once, the rest comes with time', () => {
  let now = 0
  const bucket = createTokenBucket(10, 3, () => now)
  expect([1, 2, 3, 4].map(bucket.take)).toEqual([true, true, true, false])
  now = 100
  expect([1, 2].map(bucket.take)).toEqual([true, false])
  now = 10_000
  expect([1, 2, 3, 4].map(bucket.take)).toEqual([true, true, true, false])
})

test('what is borrowed tells how long until it is covered', () => {
  let now = 0
  const bucket = createTokenBucket(10, 1, () => now)
  expect([bucket.borrow(), bucket.borrow(), bucket.borrow()]).toEqual([0, 100, 200])
  now = 200
  expect(bucket.borrow()).toBe(100)
})
