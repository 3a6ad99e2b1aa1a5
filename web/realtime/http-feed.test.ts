import { describe, expect, it } from 'vitest'
import { INITIAL, isOnlySocketMissing } from './connection.ts'
import { standingOf } from './entries.ts'
import { createContent } from './http-feed.ts'

const post = { workspaceId: 'w', state: 'draft', rev: 1, title: 'A', at: '2025-03-26T14:00:00Z', by: null }
const notice = { kind: 'approved', severity: 'info', title: 'N', actors: [], count: 1, rev: 1, at: '1', readAt: null }

describe('the feed over HTTP', () => {
  it('[CN123] is a snapshot and what became different since', () => {
    const content = createContent()
    content.take({
      posts: { a: post, b: post },
      notifications: { n: notice },
      totals: { unread: 1 },
      meta: { roles: { w: 'editor' }, settings: { w: 'a' }, lists: { w: 'a' } },
    })
    content.take({ posts: { a: { ...post, rev: 2 }, b: null }, totals: { unread: 0 } })
    const { posts, notifications, unread, standing, lists } = content.read()
    expect([...posts]).toEqual([['a', { ...post, rev: 2 }]])
    expect(notifications).toEqual([{ ...notice, id: 'n' }])
    expect([unread, standing]).toEqual([0, standingOf({ roles: { w: 'editor' }, settings: { w: 'a' } })])
    expect(lists).toEqual({ w: 'a' })
  })
  it('[CN123] passes over what is not of the contract', () => {
    const content = createContent()
    for (const data of [null, 'x', { posts: 'x' }, { posts: { a: { ...post, state: 'odd' } } }]) content.take(data)
    expect(content.read().posts.size).toBe(0)
  })
})

describe('isOnlySocketMissing', () => {
  const waiting = { ...INITIAL, phase: 'waiting', attempt: 3, troubles: new Set(['no_socket'] as const) } as const

  it('[CN123] is so when tickets are given and no socket comes about', () =>
    expect(isOnlySocketMissing(waiting)).toBe(true))
  it('[CN123] is not so while live, refused, offline, or without an answer by HTTP', () => {
    expect(isOnlySocketMissing({ ...waiting, phase: 'live' })).toBe(false)
    expect(isOnlySocketMissing({ ...waiting, phase: 'refused' })).toBe(false)
    for (const trouble of ['browser_offline', 'no_ticket', 'busy'] as const)
      expect(isOnlySocketMissing({ ...waiting, troubles: new Set([trouble]) })).toBe(false)
  })
})
