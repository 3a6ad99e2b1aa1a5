import { describe, expect, it } from 'vitest'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { until } from '#tests/support/until.ts'
import type { PostsSnapshot } from '#web/realtime/realtime-types.ts'
import { createStore } from '#web/realtime/store.ts'
import { createOlderPosts, joinPosts, type Page, type PageFrom } from './older.ts'

const FEED = 3
const PAGE = 2
const at = (minute: number) => `2025-03-01T00:${String(minute).padStart(2, '0')}:00.000Z`
const post = (minute: number, changes: Partial<FeedPost> = {}): FeedPost => ({
  workspaceId: 'w',
  state: 'published',
  rev: 1,
  title: `${minute}`,
  at: at(minute),
  by: null,
  ...changes,
})

/** A server with posts, and the feed of their newest three. */
function world(posts: Map<string, FeedPost>) {
  const newest = () => [...posts].sort(([, a], [, b]) => (a.at < b.at ? 1 : -1))
  const feed = createStore<PostsSnapshot>({ status: 'ready', epoch: 1, posts: new Map(newest().slice(0, FEED)) })
  let isDown = false
  const load = async (from: PageFrom): Promise<Page> => {
    if (isDown) throw new Error('down')
    const all = newest().filter(([, { state }]) => from.state === undefined || state === from.state)
    const begin = 'cursor' in from ? Number(from.cursor) : all.findIndex(([, one]) => one.at <= from.before)
    const page = begin < 0 ? [] : all.slice(begin, begin + PAGE)
    const rest = begin >= 0 && begin + PAGE < all.length
    return { posts: new Map(page), nextCursor: rest ? String(begin + PAGE) : null }
  }
  const older = createOlderPosts({ feed, workspaceId: 'w', feedPosts: FEED, load })
  return {
    feed,
    posts,
    older,
    shown: () => [...joinPosts(feed.get().posts, older.store.get().posts).keys()].sort(),
    turn: (down: boolean) => {
      isDown = down
    },
    feedAgain: (reconnected = false) =>
      feed.set({
        status: 'ready',
        epoch: feed.get().epoch + (reconnected ? 1 : 0),
        posts: new Map(newest().slice(0, FEED)),
      }),
  }
}
const numbered = (count: number) => new Map(Array.from({ length: count }, (_, n) => [`p${n}`, post(n)]))

describe('posts beyond the feed', () => {
  it('[FD35] are none where the feed holds all', () => {
    const { older, shown } = world(numbered(2))
    older.follow()
    expect(older.store.get().status).toBe('whole')
    expect(shown()).toEqual(['p0', 'p1'])
  })

  it('[FD35] come page by page until all is there, each once', async () => {
    const { older, shown } = world(numbered(7))
    older.follow()
    expect(older.store.get().status).toBe('more')
    while (older.store.get().status !== 'whole') {
      older.loadMore()
      await until(() => older.store.get().status !== 'loading')
    }
    expect(shown()).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'])
  })

  it('[FD35] of which somebody is waited for are in sight at once, however old', async () => {
    const posts = numbered(8)
    posts.set('p0', post(0, { state: 'failed' }))
    const { older, shown } = world(posts)
    older.follow()
    await until(() => older.store.get().complete.has('approved'))
    expect(shown()).toEqual(['p0', 'p5', 'p6', 'p7'])
    expect(older.store.get().complete.has('failed')).toBe(true)
    expect(older.store.get().complete.has('published')).toBe(false)
  })

  it('[FD35] stay when newer ones push them out of the feed, and go when they are deleted', async () => {
    const { posts, older, shown, feedAgain } = world(numbered(4))
    older.follow()
    posts.set('new', post(9))
    feedAgain()
    expect(shown()).toEqual(['new', 'p1', 'p2', 'p3'])
    posts.set('p1', post(10, { rev: 2, state: 'deleted', deleted: true }))
    feedAgain()
    posts.delete('p1')
    feedAgain()
    expect(shown()).not.toContain('p1')
  })

  it('[FD421] are as they were told last, without the people who were in them; who lost one has it no more', () => {
    const { feed, posts, older, feedAgain } = world(numbered(5))
    older.follow()
    // As a server tells of a change beyond the newest: with them, and then without it.
    const changed = post(1, { openThreads: 2, viewers: [{ id: 'u', name: 'Mira', color: 1, mode: 'editing' }] })
    feed.set({ ...feed.get(), posts: new Map([...feed.get().posts, ['p1', changed]]) })
    feedAgain()
    expect(older.store.get().posts.get('p1')).toEqual(post(1, { openThreads: 2 }))

    // The oldest one of the feed is taken away, by nothing that is newer.
    posts.delete('p2')
    feed.set({ ...feed.get(), posts: new Map([...feed.get().posts].filter(([id]) => id !== 'p2')) })
    expect(older.store.get().posts.has('p2')).toBe(false)
  })

  it('[FD35] are read again after a reconnect: what went away meanwhile is gone', async () => {
    const { posts, older, shown, feedAgain } = world(numbered(7))
    older.follow()
    for (let page = 0; page < 3; page += 1) {
      await until(() => older.store.get().status !== 'loading')
      older.loadMore()
    }
    await until(() => shown().length === 7)
    posts.delete('p1')
    feedAgain(true)
    await until(() => !shown().includes('p1'))
    expect(shown()).toEqual(['p0', 'p2', 'p3', 'p4', 'p5', 'p6'])
  })

  it('[FD35] that cannot be loaded are told, and asked for again', async () => {
    const { older, turn } = world(numbered(7))
    older.follow()
    await until(() => older.store.get().complete.has('approved'))
    turn(true)
    older.loadMore()
    await until(() => older.store.get().status === 'failed')
    turn(false)
    older.loadMore()
    await until(() => older.store.get().status === 'more')
  })
})
