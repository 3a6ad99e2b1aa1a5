import { describe, expect, it } from 'vitest'
import { tabIcon } from './tab-icon.ts'

describe('tabIcon', () => {
  const drawn = (sign: Parameters<typeof tabIcon>[0]) => decodeURIComponent(tabIcon(sign) ?? '')

  it('is the plain mark of the site when there is nothing to say', () =>
    expect(tabIcon({ unread: 0, offline: false })).toBeNull())
  it.each([
    [1, '>1</text>'],
    [9, '>9</text>'],
    [10, '>9+</text>'],
    [250, '>9+</text>'],
  ])('[FD222] says how many rows are unread: %i', (unread, words) =>
    expect(drawn({ unread, offline: false })).toContain(words),
  )
  it('has a ring while offline, with or without unread rows', () => {
    expect(drawn({ unread: 1, offline: false })).not.toContain('rx="8" fill="none"')
    expect(drawn({ unread: 0, offline: true })).toContain('rx="8" fill="none"')
    expect(drawn({ unread: 0, offline: true })).not.toContain('<text')
    expect(drawn({ unread: 2, offline: true })).toMatch(/<rect.*<rect.*<circle.*>2</)
  })
})
