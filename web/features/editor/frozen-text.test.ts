import { describe, expect, it } from 'vitest'
import { frozenWords, shortHash } from './frozen-text.ts'

describe('the frozen text', () => {
  it('is named where it is what counts', () => {
    expect(frozenWords('approved')).toBe('Approved text')
    expect(frozenWords('draft')).toBeNull()
  })
  it('shows the two ends of its sha-256', () =>
    expect(shortHash('9f3c41d0000000000000000000000000000000000000000000000000aaaae21a')).toBe('9f3c … e21a'))
})
