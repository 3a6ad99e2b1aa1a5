import { describe, expect, test } from 'vitest'
import type { FeedNotification, FeedPost } from '#domain/contract/feed-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { type FreshRows, losesBeyond, needsOf, type OpenFeedFacts, project } from './project.ts'

const post = (workspaceId: string): FeedPost => ({
  workspaceId,
  state: 'draft',
  rev: 1,
  title: 'A buoy',
  at: '2026-11-23T10:00:00.000Z',
  by: null,
})
const notification: FeedNotification = {
  kind: 'approved',
  severity: 'success',
  title: 'x',
  actors: [],
  count: 1,
  rev: 1,
  at: '2026-11-23T10:00:00.000Z',
  readAt: null,
}
const feed = (userId: string, ...workspaceIds: string[]): OpenFeedFacts => ({
  userId,
  workspaceIds: new Set(workspaceIds),
})
const rows = (change: Partial<FreshRows> = {}): FreshRows => ({
  posts: new Map(),
  readers: new Map(),
  notifications: new Map(),
  unread: new Map(),
  feeds: new Map(),
  lists: {},
  ...change,
})
const feeds = [feed('mira', 'w1', 'w2'), feed('ole', 'w2')]

describe('needs', () => {
  test('[FD4] nothing is read for feeds that are not open here', () => {
    const needs = needsOf(
      [
        { type: 'post.changed', postId: 'p', workspaceId: 'elsewhere' },
        { type: 'notification.changed', userId: 'nobody', notificationId: 'n' },
        { type: 'membership.changed', userId: 'nobody', workspaceId: 'elsewhere' },
        { type: 'lists.changed', workspaceId: 'elsewhere' },
        { type: 'session.ended', userId: 'mira', sessionId: 's' },
        { type: 'delivery.queued', deliveryId: 'd', postId: 'p' },
      ],
      feeds,
    )
    expect(Object.values(needs).every(set => set.size === 0)).toBe(true)
  })

  test('many changes of one post are one read', () => {
    const event = { type: 'post.changed', postId: 'p', workspaceId: 'w1' } as const
    expect([...needsOf([event, event, event], feeds).postIds]).toEqual(['p'])
  })

  test('a changed name is read again by every open feed', () => {
    expect([...needsOf([{ type: 'user.changed', userId: 'x' }], feeds).wholeOf]).toEqual(['mira', 'ole'])
  })

  test('[FD271] a channel’s new name is read again by the open feeds of its workspace', () => {
    const renamed = { type: 'channel.renamed', channelId: 'c', workspaceId: 'w1' } as const
    expect([...needsOf([renamed], feeds).wholeOf]).toEqual(['mira'])
  })

  test('[PS351] a workspace that has decided otherwise is told to its open feeds', () =>
    expect([...needsOf([{ type: 'workspace.changed', workspaceId: 'w1' }], feeds).wholeOf]).toEqual(['mira']))
})

describe('project', () => {
  test('[FD2] a post goes to the members of its workspace only', () => {
    const event = { type: 'post.changed', postId: 'p', workspaceId: 'w1' } as const
    const changes = project([event], rows({ posts: new Map([['p', post('w1')]]) }), feeds)
    expect([...changes]).toEqual([['mira', [{ type: 'post', id: 'p', entry: post('w1') }]]])
  })

  test('a post without a row is gone from the feeds that had it', () => {
    const changes = project([{ type: 'post.changed', postId: 'p', workspaceId: 'w2' }], rows(), feeds)
    expect([...changes.keys()]).toEqual(['mira', 'ole'])
    expect(changes.get('ole')).toEqual([{ type: 'post_gone', id: 'p' }])
  })

  test('a notification goes to its person, with the count', () => {
    const fresh = rows({
      notifications: new Map([['n', { userId: 'ole', entry: notification }]]),
      unread: new Map([['ole', 3]]),
    })
    const changes = project([{ type: 'notification.changed', userId: 'ole', notificationId: 'n' }], fresh, feeds)
    expect([...changes]).toEqual([
      [
        'ole',
        [
          { type: 'unread', unread: 3 },
          { type: 'notification', id: 'n', entry: notification },
        ],
      ],
    ])
  })

  test('[FD5] a feed that was read whole gets nothing else from the same batch', () => {
    const content = {
      workspaceIds: ['w9'],
      roles: { w9: 'editor' as const },
      settings: {},
      lists: {},
      posts: new Map(),
      notifications: new Map(),
      unread: 0,
    }
    const changes = project(
      [
        { type: 'membership.changed', userId: 'ole', workspaceId: 'w9' },
        { type: 'post.changed', postId: 'p', workspaceId: 'w2' },
      ],
      rows({ posts: new Map([['p', post('w2')]]), feeds: new Map([['ole', content]]) }),
      feeds,
    )
    expect(changes.get('ole')).toEqual([{ type: 'whole', content }])
    expect(changes.get('mira')).toEqual([{ type: 'post', id: 'p', entry: post('w2') }])
  })
})

describe('lists in the settings', () => {
  test('[FD422] of a workspace are read once, and told to its open feeds alone', () => {
    const events = [
      { type: 'lists.changed', workspaceId: 'w1' },
      { type: 'membership.changed', workspaceId: 'w1', userId: 'somebody else' },
      { type: 'lists.changed', workspaceId: 'elsewhere' },
    ] as const
    const needs = needsOf(events, feeds)
    expect([...needs.listsOf]).toEqual(['w1'])
    expect(needs.wholeOf.size).toBe(0)
    expect([...project(events, rows({ lists: { w1: 'new' } }), feeds)]).toEqual([
      ['mira', [{ type: 'lists', workspaceId: 'w1', word: 'new' }]],
    ])
  })
})

describe('posts beyond the newest ones', () => {
  const full = new Map(Array.from({ length: LIMITS.feedPosts }, (_, index) => [`p${index}`, post('w1')]))

  test('[FD421] who is shut out of one looks again, and nobody else does', () => {
    const gone = (type: 'post.changed' | 'access.changed', postId: string) => {
      const event = { type, postId, workspaceId: 'w1', by: 'ole' }
      return (
        project([event], rows({ posts: new Map([[postId, { ...post('w1'), private: true }]]) }), feeds).get('mira') ??
        []
      )
    }
    expect(losesBeyond(gone('access.changed', 'old'), full)).toBe(true)
    // Somebody writes in a private post of theirs; a feed that holds it tells that it is gone; one holds all there is.
    expect(losesBeyond(gone('post.changed', 'old'), full)).toBe(false)
    expect(losesBeyond(gone('access.changed', 'p1'), full)).toBe(false)
    expect(losesBeyond(gone('access.changed', 'old'), new Map())).toBe(false)
  })

  test('[FD421] a change of one is told, also beside a feed that was read whole', () => {
    const content = {
      workspaceIds: ['w1'],
      roles: {},
      settings: {},
      lists: {},
      posts: full,
      notifications: new Map(),
      unread: 0,
    }
    const changes = project(
      [
        { type: 'notifications.read', userId: 'mira' },
        { type: 'discussion.changed', postId: 'old', threadId: 't' },
        { type: 'post.changed', postId: 'p1', workspaceId: 'w1' },
      ],
      rows({
        posts: new Map([
          ['old', post('w1')],
          ['p1', post('w1')],
        ]),
        feeds: new Map([['mira', content]]),
      }),
      feeds,
    )
    expect(changes.get('mira')).toEqual([
      { type: 'whole', content },
      { type: 'post', id: 'old', entry: post('w1') },
    ])
  })
})

describe('discussions', () => {
  const events = [{ type: 'discussion.changed', postId: 'p', threadId: 't' } as const]
  test('[FD36] bring the post of a comment to feeds of its workspace, and read nothing where none is open', () => {
    expect([...needsOf(events, feeds).postIds]).toEqual(['p'])
    expect([...needsOf(events, []).postIds]).toEqual([])
    const entry = { ...post('w1'), openThreads: 2 }
    const changes = project(events, rows({ posts: new Map([['p', entry]]) }), feeds)
    expect([...changes]).toEqual([['mira', [{ type: 'post', id: 'p', entry }]]])
  })
})
