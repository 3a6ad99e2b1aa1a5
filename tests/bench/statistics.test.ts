import { describe, expect, test } from 'vitest'
import { median, summarize } from './statistics.ts'

describe('a summary', () => {
  test('takes percentiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_one, index) => 100 - index)
    expect(summarize(hundred)).toEqual({ n: 100, p50: 50, p95: 95, p99: 99, max: 100 })
    expect(summarize([7])).toEqual({ n: 1, p50: 7, p95: 7, p99: 7, max: 7 })
  })

  test('is not made of nothing', () => {
    expect(() => summarize([])).toThrow('nothing was measured')
    expect(() => median([])).toThrow('nothing was measured')
  })
})

test('the median of an even number is between the two in the middle', () => {
  expect(median([9, 1, 4, 2])).toBe(3)
  expect(median([9, 1, 4])).toBe(4)
})
