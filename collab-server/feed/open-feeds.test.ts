import { Document } from '@hocuspocus/server'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { FeedNotification, FeedPost } from '#domain/contract/feed-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { follow } from '#tests/support/follow.ts'
import { createOpenFeed, writeChanges, writePeople } from './open-feeds.ts'

const nobody = () => ({ viewers: [], typists: [] })
const post = (change: Partial<FeedPost> = {}): FeedPost => ({
  workspaceId: 'w',
  state: 'draft',
  rev: 5,
  title: 'A buoy',
  at: '2026-11-23T10:00:00.000Z',
  by: null,
  ...change,
})
const notification = (change: Partial<FeedNotification> = {}): FeedNotification => ({
  kind: 'approved',
  severity: 'success',
  title: 'x',
  actors: [],
  count: 1,
  rev: 2,
  at: '2026-11-23T10:00:00.000Z',
  readAt: '2026-11-23T11:00:00.000Z',
  ...change,
})

function openFeed() {
  const feed = createOpenFeed('mira', new Document('feed:mira'))
  const { doc, updates } = follow(feed.document)
  return { feed, doc, posts: doc.getMap<FeedPost>('posts'), updates }
}

describe('writing into a feed', () => {
  test('[FD3] an older rev, or an older text of the same rev, never replaces a newer one', () => {
    const { feed, posts, updates } = openFeed()
    writeChanges(feed, [{ type: 'post', id: 'p', entry: post() }], nobody)
    for (const entry of [
      post({ rev: 4, state: 'approved', at: '2026-11-23T12:00:00.000Z' }),
      post({ title: 'Old', at: '2026-11-23T09:00:00.000Z' }),
    ]) {
      writeChanges(feed, [{ type: 'post', id: 'p', entry }], nobody)
    }
    expect(posts.get('p')).toEqual(post())
    writeChanges(feed, [{ type: 'post', id: 'p', entry: post() }], nobody)
    expect(updates()).toBe(1)
    writeChanges(feed, [{ type: 'post', id: 'p', entry: post({ rev: 6, state: 'approved' }) }], nobody)
    expect(posts.get('p')?.state).toBe('approved')
  })

  test('one batch is one update', () => {
    const { feed, updates } = openFeed()
    writeChanges(
      feed,
      [
        ...Array.from({ length: 50 }, (_, index) => ({ type: 'post' as const, id: `p${index}`, entry: post() })),
        { type: 'unread', unread: 3 },
      ],
      nobody,
    )
    expect(updates()).toBe(1)
  })

  test('[FD6] an older state of a row never replaces a newer one: what was read stays so', () => {
    const { feed, doc } = openFeed()
    const held = doc.getMap<FeedNotification>('notifications')
    const write = (entry: FeedNotification) => writeChanges(feed, [{ type: 'notification', id: 'n', entry }], nobody)
    write(notification())
    write(notification({ rev: 1, readAt: null }))
    expect(held.get('n')?.readAt).not.toBeNull()
    write(notification({ rev: 3, readAt: null, count: 2, at: '2026-11-23T12:00:00.000Z' }))
    expect(held.get('n')).toMatchObject({ readAt: null, count: 2 })
    writeChanges(feed, [{ type: 'notification_gone', id: 'n' }], nobody)
    expect(held.size).toBe(0)
  })

  test('[FD421] a change of a post beyond the newest ones is told, and takes no room', () => {
    const { feed, posts, updates } = openFeed()
    const entries = Array.from({ length: LIMITS.feedPosts }, (_, index) => ({
      type: 'post' as const,
      id: `p${index}`,
      entry: post({ at: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString() }),
    }))
    writeChanges(feed, entries, nobody)
    const old = post({ at: '2025-01-01T00:00:00.000Z', openThreads: 2 })
    const told: unknown[] = []
    posts.observe(() => told.push(posts.get('old')))
    writeChanges(feed, [{ type: 'post', id: 'old', entry: old }], nobody)
    expect(told).toEqual([old, undefined])
    expect(posts.size).toBe(LIMITS.feedPosts)
    // What only takes the place of the oldest is one update, as before.
    const before = updates()
    writeChanges(feed, [{ type: 'post', id: 'new', entry: post() }], nobody)
    expect(updates()).toBe(before + 1)
    expect(posts.has('p0')).toBe(false)
  })

  test('[PR36] with a post goes who types there', () => {
    const { feed, doc } = openFeed()
    const typing = doc.getMap('typing')
    const write = (changes: Parameters<typeof writeChanges>[1]) =>
      writeChanges(feed, changes, () => ({ viewers: [], typists: ['ole'] }))
    write([{ type: 'post', id: 'p', entry: post() }])
    expect(typing.get('p')).toEqual(['ole'])
    const content = {
      workspaceIds: [],
      roles: {},
      settings: {},
      lists: {},
      posts: new Map(),
      notifications: new Map(),
      unread: 0,
    }
    write([{ type: 'whole', content }])
    expect(typing.size).toBe(0)
  })

  test('viewers of a post that the feed does not hold are not written', () => {
    const { feed, posts, updates } = openFeed()
    writePeople(feed, ['p'], () => ({
      viewers: [{ id: 'ole', name: 'Ole', color: 1, mode: 'viewing' }],
      typists: ['ole'],
    }))
    expect(posts.size).toBe(0)
    expect(updates()).toBe(0)
  })

  test('[FD51] twenty thousand status changes leave an open feed small, and it is rarely built anew', () => {
    const SMALL = 128 * 1024
    const begin = () => {
      const { feed, doc } = openFeed()
      for (let index = 0; index < 50; index++) {
        writeChanges(feed, [{ type: 'post', id: `p${index}`, entry: post({ rev: 0 }) }], nobody)
      }
      feed.projection.settle()
      return { feed, doc }
    }
    let { feed, doc } = begin()
    let rotations = 0
    let largest = 0
    for (let rev = 1; rev <= 20_000; rev++) {
      const state = rev % 2 === 0 ? 'draft' : 'in_review'
      writeChanges(feed, [{ type: 'post', id: `p${rev % 50}`, entry: post({ rev, state }) }], nobody)
      if (rev % 500 === 0) largest = Math.max(largest, Y.encodeStateAsUpdate(doc).byteLength)
      if (!feed.projection.hasOutgrown()) continue
      rotations += 1
      ;({ feed, doc } = begin())
    }
    expect(largest).toBeLessThanOrEqual(SMALL + 4_096)
    expect(rotations).toBeLessThan(10)
  })

  test('[FD10] a feed that has grown past its limit says so; one of which only traces are many does not', () => {
    const { feed, doc } = openFeed()
    for (let rev = 0; rev < 3_000; rev++) {
      writeChanges(feed, [{ type: 'post', id: 'p', entry: post({ rev, title: 'x'.repeat(300) }) }], nobody)
    }
    // A megabyte went over the wire, but what is replaced leaves only a trace; for who opens it now, not even that.
    expect(feed.projection.hasOutgrown()).toBe(false)
    expect(Y.encodeStateAsUpdate(doc).byteLength).toBeLessThan(100_000)
    expect(feed.projection.missing(Uint8Array.of(0)).byteLength).toBeLessThan(1_000)

    for (let index = 0; index < 400; index++) {
      writeChanges(feed, [{ type: 'post', id: `p${index}`, entry: post({ title: 'x'.repeat(300) }) }], nobody)
    }
    expect(feed.projection.hasOutgrown()).toBe(true)
  })
})
