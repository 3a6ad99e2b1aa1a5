import { describe, expect, it } from 'vitest'
import type { FeedNotification, FeedPost } from '#domain/contract/feed-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { applyChanges, followContent, snapshotOf } from './follow.ts'
import { changeFrames, firstFrames } from './frames.ts'

const post = (changes: Partial<FeedPost> = {}): FeedPost => ({
  workspaceId: 'w',
  state: 'draft',
  rev: 1,
  title: 'A',
  at: '2025-03-26T14:00:00.000Z',
  by: null,
  ...changes,
})
const notice: FeedNotification = {
  kind: 'approved',
  severity: 'success',
  title: 'N',
  actors: [],
  count: 1,
  rev: 1,
  at: '2025-03-26T14:00:00.000Z',
  readAt: null,
}
const follow = (posts: Record<string, FeedPost> = {}) =>
  followContent({
    posts: new Map(Object.entries(posts)),
    notifications: new Map(),
    unread: 0,
    workspaceIds: ['w'],
    roles: { w: 'editor' },
    settings: { w: 'a' },
    lists: { w: 'a' },
  })

describe('a followed feed', () => {
  it('[CN120] tells what became different and nothing else', () => {
    const followed = follow({ a: post() })
    expect(applyChanges(followed, [{ type: 'post', id: 'a', entry: post() }])).toBeNull()
    expect(applyChanges(followed, [{ type: 'post', id: 'a', entry: post({ rev: 2, state: 'in_review' }) }])).toEqual({
      delta: { posts: { a: post({ rev: 2, state: 'in_review' }) } },
      before: new Map([['a', post()]]),
      cameBack: new Set(),
      raised: new Set(),
    })
    expect(applyChanges(followed, [{ type: 'post', id: 'a', entry: post() }])).toBeNull()
    expect(applyChanges(followed, [{ type: 'post_gone', id: 'a' }])?.delta).toEqual({ posts: { a: null } })
    expect(snapshotOf(followed).posts).toEqual({})
  })
  it('[CN120] tells counts, rights and read marks as they move', () => {
    const followed = follow()
    const news = applyChanges(followed, [
      { type: 'notification', id: 'n', entry: notice },
      { type: 'unread', unread: 1 },
    ])
    expect(news?.delta).toEqual({ notifications: { n: notice }, totals: { unread: 1 } })
    const read = { ...notice, rev: 2, readAt: '2025-03-26T15:00:00.000Z' }
    applyChanges(followed, [{ type: 'notification', id: 'n', entry: read }])
    expect(applyChanges(followed, [{ type: 'notification', id: 'n', entry: notice }])).toBeNull()
    const content = {
      posts: new Map(),
      notifications: new Map(),
      unread: 0,
      workspaceIds: [],
      roles: {},
      settings: {},
      lists: {},
    }
    expect(applyChanges(followed, [{ type: 'whole', content }])?.delta).toEqual({
      notifications: { n: null },
      totals: { unread: 0 },
      meta: { shape: 1, workspaceIds: [], roles: {}, settings: {}, lists: {} },
    })
    expect(applyChanges(followed, [{ type: 'whole', content }])).toBeNull()
    const decided = { ...content, settings: { w: 'b' } }
    expect(applyChanges(followed, [{ type: 'whole', content: decided }])?.delta.meta?.settings).toEqual({ w: 'b' })
    const listed = applyChanges(followed, [{ type: 'lists', workspaceId: 'w', word: 'c' }])
    expect(listed?.delta.meta?.lists).toEqual({ w: 'c' })
  })
  it('[CN120] holds the newest posts, as every feed does', () => {
    const many = Object.fromEntries(
      Array.from({ length: LIMITS.feedPosts }, (_, index) => [
        `p${index}`,
        post({ at: `2025-01-01T${String(10_000 + index)}` }),
      ]),
    )
    const followed = follow(many)
    const news = applyChanges(followed, [{ type: 'post', id: 'new', entry: post() }])
    expect(followed.posts.size).toBe(LIMITS.feedPosts)
    expect(news?.delta.posts).toEqual({ new: post(), p0: null })
    expect(news?.beyond).toBeUndefined()
    // Of what is older a change is told, and nothing kept: SPEC FD421.
    const old = post({ at: '2024-01-01T00:00:00.000Z' })
    const beyond = applyChanges(followed, [{ type: 'post', id: 'old', entry: old }])
    expect(followed.posts.has('old')).toBe(false)
    expect(beyond && changeFrames(beyond).match(/"posts":\{"old":(\{|null)/g)).toEqual([
      '"posts":{"old":{',
      '"posts":{"old":null',
    ])
  })
})

describe('frames', () => {
  it('[CN121] begin with the snapshot and how soon to come back', () => {
    const text = firstFrames(snapshotOf(follow({ a: post({ title: 'two\nlines' }) })))
    expect(text).toMatch(/^retry: \d+\n\nevent: snapshot\ndata: \{.*\}\n\n$/)
  })
  it('[CN121] call no post created that has long been there, beyond the newest ones', () => {
    const many = Array.from({ length: LIMITS.feedPosts }, (_, index) => [`p${index}`, post()] as const)
    const told = (id: string) => {
      const news = applyChanges(follow(Object.fromEntries(many)), [
        { type: 'post', id, entry: post({ at: '2025-03-26T15:00:00.000Z' }) },
      ])
      return news && [...changeFrames(news).matchAll(/^event: post:(.*)$/gm)].map(([, name]) => name)
    }
    const madeAt = (at: string) => Date.parse(at).toString(16).padStart(12, '0').replace(/^.{8}/, '$&-')
    expect(told(`${madeAt('2025-03-26T15:00:00.000Z')}-7000-8000-000000000000`)).toEqual(['created'])
    expect(told(`${madeAt('2025-02-26T15:00:00.000Z')}-7000-8000-000000000000`)).toEqual(['updated'])
  })
  it('[CN121] name what happened, once each', () => {
    const followed = follow({ a: post() })
    const news = applyChanges(followed, [
      { type: 'post', id: 'a', entry: post({ rev: 2, state: 'published' }) },
      { type: 'post', id: 'b', entry: post() },
      { type: 'notification', id: 'n', entry: notice },
    ])
    const names = news && [...changeFrames(news).matchAll(/^event: (.*)$/gm)].map(([, name]) => name)
    expect(names).toEqual(['change', 'post:updated', 'post:published', 'post:created', 'notification:new'])
  })
})
