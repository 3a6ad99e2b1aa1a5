import { describe, expect, it } from 'vitest'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import {
  findAhead,
  mergeFeed,
  newestFirst,
  notificationEvents,
  offer,
  postEvents,
  presenceEvents,
} from './feed-state.ts'
import type { NotificationItem, PostAnswer } from './realtime-types.ts'

const post = (more: Partial<FeedPost> = {}): FeedPost => ({
  workspaceId: 'w',
  state: 'draft',
  rev: 1,
  title: 'Tides',
  at: '2026-03-01T10:00:00.000Z',
  by: null,
  ...more,
})
const feed = (entries: Record<string, FeedPost>) => new Map(Object.entries(entries))
const none = new Map<string, PostAnswer>()

describe('[FD20] an older rev never overwrites a newer one', () => {
  it('[FD20] keeps the newer status and takes the fresher text', () => {
    const shown = feed({ a: post({ rev: 4, state: 'published' }) })
    const merged = mergeFeed(shown, feed({ a: post({ rev: 3, state: 'publishing', title: 'High tides' }) }), none)
    expect(merged.get('a')).toMatchObject({ rev: 4, state: 'published', title: 'High tides' })
  })

  it('[FD20] keeps the snapshot of what did not change', () => {
    const shown = feed({ a: post() })
    expect(mergeFeed(shown, feed({ a: post() }), none).get('a')).toBe(shown.get('a'))
  })

  it('[FD20] viewers always come from the feed', () => {
    const viewer = { id: 'u', name: 'Mira', color: 1, mode: 'editing' as const }
    const merged = mergeFeed(feed({ a: post({ rev: 2, viewers: [viewer] }) }), feed({ a: post({ rev: 1 }) }), none)
    expect(merged.get('a')).not.toHaveProperty('viewers')
  })

  it('[FD20] shows an answer until the feed has it, and not against a newer feed', () => {
    const answer: PostAnswer = { id: 'a', rev: 2, state: 'in_review' }
    expect(mergeFeed(feed({ a: post() }), feed({ a: post() }), new Map([['a', answer]])).get('a')?.state).toBe(
      'in_review',
    )
    const newer = feed({ a: post({ rev: 3, state: 'approved' }) })
    expect(mergeFeed(feed({ a: post() }), newer, new Map([['a', answer]])).get('a')?.state).toBe('approved')
  })

  it('posts that left the feed are gone', () => {
    expect(mergeFeed(feed({ a: post() }), feed({}), none).size).toBe(0)
  })

  it('an answer that says too little makes no post', () => {
    expect(offer(undefined, { id: 'a', rev: 1, state: 'draft' })).toBeNull()
  })
})

describe('[FD420] a whole feed that says less than was shown', () => {
  const answer: PostAnswer = { id: 'a', rev: 2, state: 'in_review' }
  it('[FD420] is noticed by an older rev, and by a post that only an answer told of', () => {
    expect(findAhead(feed({ a: post({ rev: 4 }) }), feed({ a: post({ rev: 3 }) }), none)).toEqual({ id: 'a', rev: 4 })
    expect(findAhead(feed({ a: post({ rev: 2 }) }), feed({}), new Map([['a', answer]]))).toEqual({ id: 'a', rev: 2 })
  })
  it('[FD420] is none where posts went on, or are gone', () => {
    const shown = feed({ a: post({ rev: 2 }), b: post() })
    expect(findAhead(shown, feed({ a: post({ rev: 3 }) }), none)).toBeNull()
    expect(findAhead(shown, shown, new Map([['a', answer]]))).toBeNull()
  })
})

describe('[FD21] events are the difference of two snapshots', () => {
  it('[FD21] tells each change once', () => {
    const before = feed({ a: post() })
    const after = feed({ a: post({ rev: 2, state: 'publishing' }), b: post({ title: 'New' }) })
    expect(postEvents(before, after).map(event => [event.type, event.postId])).toEqual([
      ['post:updated', 'a'],
      ['post:publishing', 'a'],
      ['post:created', 'b'],
    ])
    expect(postEvents(after, after)).toEqual([])
  })

  it('[FD21] the bin is a deletion, leaving the feed is none', () => {
    const before = feed({ a: post(), b: post() })
    const after = feed({ a: post({ rev: 2, state: 'deleted', deleted: true }) })
    expect(postEvents(before, after).map(event => event.type)).toEqual(['post:deleted'])
  })

  it('[FD21] viewers coming and going are no change of a post', () => {
    const after = feed({ a: post({ viewers: [{ id: 'u', name: 'Mira', color: 1, mode: 'viewing' }] }) })
    expect(postEvents(feed({ a: post() }), after)).toEqual([])
  })

  it('[FD21] news are unread rows that are new or have grown', () => {
    const row = (id: string, at: string, readAt: string | null = null): NotificationItem => ({
      id,
      kind: 'approved',
      severity: 'info',
      title: 'x',
      actors: [],
      count: 1,
      rev: 1,
      at,
      readAt,
    })
    const events = notificationEvents(
      [row('a', '1'), row('b', '1')],
      [row('a', '1'), row('b', '2'), row('c', '2'), row('d', '2', '3')],
    )
    expect(events.map(event => event.type === 'notification:new' && event.notification.id)).toEqual(['b', 'c'])
    expect(newestFirst([row('a', '1'), row('b', '2')]).map(item => item.id)).toEqual(['b', 'a'])
  })

  it('[FD21] people come and go', () => {
    const mira = { id: 'm', name: 'Mira', color: 1 }
    const aiko = { id: 'a', name: 'Aiko', color: 2 }
    expect(presenceEvents([mira], [aiko])).toEqual([
      { type: 'user:online', person: aiko },
      { type: 'user:offline', person: mira },
    ])
  })
})
