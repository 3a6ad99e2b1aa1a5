import { describe, expect, it } from 'vitest'
import { frozenWords, proofOf, shortHash } from './frozen-words.ts'

describe('the frozen text', () => {
  it('is named where it is what counts', () => {
    expect(frozenWords('approved')).toBe('Approved text')
    expect(frozenWords('draft')).toBeNull()
  })
  it('shows the two ends of its sha-256', () =>
    expect(shortHash('9f3c41d0000000000000000000000000000000000000000000000000aaaae21a')).toBe('9f3c … e21a'))
  it('[PS222] has its proof where the site has it, and nowhere else', () => {
    const delivery = {
      channelId: 'c',
      name: 'Site',
      kind: 'site',
      state: 'published',
      url: 'https://x.test/p/a/b',
      reason: null,
    } as const
    expect(proofOf({ deliveries: [delivery] })).toBe('https://x.test/p/a/b.json')
    expect(proofOf({ deliveries: [{ ...delivery, state: 'failed' }] })).toBeNull()
    expect(proofOf({ deliveries: [{ ...delivery, kind: 'webhook' }] })).toBeNull()
    expect(proofOf({})).toBeNull()
  })
})
