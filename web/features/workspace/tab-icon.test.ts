import { describe, expect, it } from 'vitest'
import { tabIcon } from './tab-icon.ts'

describe('tabIcon', () => {
  const drawn = (sign: Parameters<typeof tabIcon>[0]) => decodeURIComponent(tabIcon(sign) ?? '')

  it('is the plain mark of the site when there is nothing to say', () =>
    expect(tabIcon({ unread: false, offline: false })).toBeNull())
  it('has a dot for unread and a ring while offline, or both', () => {
    expect(drawn({ unread: true, offline: false })).toContain('<circle')
    expect(drawn({ unread: true, offline: false })).not.toContain('rx="8" fill="none"')
    expect(drawn({ unread: false, offline: true })).toContain('rx="8" fill="none"')
    expect(drawn({ unread: true, offline: true })).toMatch(/<rect.*<rect.*<circle/)
  })
})
