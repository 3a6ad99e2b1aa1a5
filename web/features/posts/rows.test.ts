import { describe, expect, it } from 'vitest'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { POST_STATES } from '#domain/contract/post-status.ts'
import {
  choicesIn,
  countGroups,
  type Filter,
  GROUPS,
  heldOrder,
  matches as isMatch,
  NO_FILTER,
  type PostRow,
  parseGroup,
  rowsOf,
  sortRows,
} from './rows.ts'
import { changeSentence } from './status.ts'

const base: FeedPost = {
  workspaceId: 'w1',
  state: 'draft',
  rev: 1,
  title: 'Station map',
  at: '2025-03-26T14:00:00Z',
  by: { id: 'u1', name: 'Tomás Rivera', color: 4 },
}
const row = (changes: Partial<PostRow>): PostRow => ({ id: 'p', ...base, ...changes })

const delivery = { channelId: 'c1', name: 'Site', kind: 'site', state: 'queued', url: null, reason: null } as const

describe('rowsOf', () => {
  it('keeps one workspace, drops the bin, puts the newest change first', () => {
    const posts = new Map<string, FeedPost>([
      ['old', { ...base, at: '2025-03-25T14:00:00Z' }],
      ['new', base],
      ['other', { ...base, workspaceId: 'w2' }],
      ['bin', { ...base, state: 'deleted', deleted: true }],
    ])
    expect(rowsOf(posts, 'w1').map(({ id }) => id)).toEqual(['new', 'old'])
  })
})

const matches = (one: PostRow, filter: Partial<Filter>) => isMatch(one, { ...NO_FILTER, ...filter }, 0)

describe('matches', () => {
  const none = {}
  it('shows all but the archived without a filter', () => {
    expect(matches(row({}), none)).toBe(true)
    expect(matches(row({ state: 'archived' }), none)).toBe(false)
    expect(matches(row({ state: 'archived' }), { words: '', group: 'archived' })).toBe(true)
  })
  it('wants every word, without regard to case and accents', () => {
    expect(matches(row({}), { words: 'MAP stat', group: null })).toBe(true)
    expect(matches(row({}), { words: 'map tomas', group: null })).toBe(true)
    expect(matches(row({}), { words: 'map buoy', group: null })).toBe(false)
  })
  it('finds posts without a title', () =>
    expect(matches(row({ title: '' }), { words: 'untitled', group: null })).toBe(true))
  it('keeps what somebody has open, what one person did, and what goes to a channel', () => {
    const viewers = [{ id: 'u2', name: 'Mira', color: 1, mode: 'viewing' as const }]
    expect(matches(row({ viewers }), { opened: true })).toBe(true)
    expect(matches(row({}), { opened: true })).toBe(false)
    expect(matches(row({}), { person: 'u1' })).toBe(true)
    expect(matches(row({}), { person: 'u2' })).toBe(false)
    expect(matches(row({ deliveries: [delivery] }), { channel: 'c1' })).toBe(true)
    expect(matches(row({}), { channel: 'c1' })).toBe(false)
  })
  it('[FD50] keeps what has a tag, whatever its capitals, and finds it by words', () => {
    expect(matches(row({ tags: ['Sea', 'Open data'] }), { tag: 'sea' })).toBe(true)
    expect(matches(row({ tags: ['Sea'] }), { tag: 'tide' })).toBe(false)
    expect(matches(row({}), { tag: 'sea' })).toBe(false)
    expect(matches(row({ tags: ['Open data'] }), { words: 'map data', group: null })).toBe(true)
    expect(choicesIn([row({ tags: ['Sea', 'Tide'] }), row({ tags: ['sea'] })]).tags.map(({ name }) => name)).toEqual([
      'sea',
      'Tide',
    ])
  })
  it('keeps the states of a group', () => {
    expect(matches(row({ state: 'unconfirmed' }), { words: '', group: 'attention' })).toBe(true)
    expect(matches(row({ state: 'published' }), { words: '', group: 'attention' })).toBe(false)
  })
})

describe('GROUPS', () => {
  it('have a place for every state but the bin', () =>
    expect(GROUPS.flatMap(({ states }) => [...states]).sort()).toEqual(
      POST_STATES.filter(state => state !== 'deleted').sort(),
    ))
  it('are read from the address, anything else is no filter', () => {
    expect(parseGroup('review')).toBe('review')
    expect(parseGroup('nonsense')).toBeNull()
    expect(parseGroup(null)).toBeNull()
  })
  it('count what they hold', () =>
    expect(countGroups([row({}), row({ state: 'failed' }), row({ state: 'unconfirmed' })], 0)).toEqual([
      { key: 'attention', count: 2 },
      { key: 'draft', count: 1 },
    ]))
})

describe('choicesIn', () => {
  it('names people and channels once, by name', () =>
    expect(
      choicesIn([
        row({}),
        row({ by: { id: 'u2', name: 'Aiko', color: 2 }, deliveries: [delivery] }),
        row({ by: null }),
      ]),
    ).toEqual({
      people: [
        { id: 'u2', name: 'Aiko' },
        { id: 'u1', name: 'Tomás Rivera' },
      ],
      channels: [{ id: 'c1', name: 'Site' }],
      tags: [],
    }))
})

describe('sortRows', () => {
  const rows = [row({ id: 'b', title: 'Beta' }), row({ id: 'a', title: 'Alpha', scheduledAt: '2025-04-01T00:00:00Z' })]
  it.each([
    ['changed', ['b', 'a']],
    ['oldest', ['a', 'b']],
    ['title', ['a', 'b']],
    ['planned', ['a', 'b']],
  ] as const)('by %s', (sort, ids) => expect(sortRows(rows, sort).map(({ id }) => id)).toEqual(ids))
})

describe('heldOrder', () => {
  it('follows when nothing is under the hand', () =>
    expect(heldOrder(['a', 'b'], ['b', 'a'], new Set())).toEqual(['b', 'a']))
  it('keeps the place of the touched row alone', () =>
    expect(heldOrder(['a', 'b', 'c', 'd'], ['d', 'c', 'b', 'a'], new Set(['b']))).toEqual(['d', 'b', 'c', 'a']))
  it('keeps the touched row where it was when others come and go', () => {
    expect(heldOrder(['a', 'b', 'c'], ['new', 'c', 'a', 'b'], new Set(['a']))).toEqual(['a', 'new', 'c', 'b'])
    expect(heldOrder(['a', 'b', 'c'], ['c', 'b'], new Set(['c']))).toEqual(['b', 'c'])
  })
  it('lets a touched row go when it is gone', () => expect(heldOrder(['a', 'b'], ['b'], new Set(['a']))).toEqual(['b']))
})

describe('changeSentence', () => {
  it.each([
    ['published', 'Launch notes is now published'],
    ['in_review', 'Launch notes is now in review'],
    ['failed', 'Launch notes could not be published'],
  ] as const)('%s → %s', (state, words) => expect(changeSentence('Launch notes', state)).toBe(words))
})
