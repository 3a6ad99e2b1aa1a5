import { describe, expect, it, test } from 'vitest'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { POST_STATES } from '#domain/contract/post-status.ts'
import { FEED_POST as base, DELIVERY as delivery, postRow as row } from '#tests/support/post-row.ts'
import { choicesIn, countGroups, GROUPS, heldOrder, rowStatus, rowsOf, sortRows } from './rows.ts'
import { changeSentence, deliveryStatus } from './status.ts'

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

test('[FD470] the channels of a post that waits for its time are scheduled, not queued', () => {
  expect(deliveryStatus('queued', 'scheduled')).toEqual({ glyph: 'scheduled', tone: 'scheduled', word: 'Scheduled' })
  expect(deliveryStatus('queued', 'publishing').word).toBe('Queued')
  // Out there as an earlier text.
  expect(deliveryStatus('published', 'scheduled').word).toBe('Published')
})

test('[FD352] lists call what has missed its time held or late, and scheduled only what waits for it', () => {
  const scheduledAt = '2025-03-26T07:00:00Z'
  const due = Date.parse(scheduledAt)
  const word = (changes: Partial<FeedPost>, nowMs: number) =>
    rowStatus({ ...base, state: 'scheduled', scheduledAt, ...changes }, nowMs).word
  expect(word({}, due - 1)).toBe('Scheduled')
  expect(word({}, due + 5 * 60_000)).toBe('Late')
  expect(word({ heldAt: '2025-03-26T09:00:00Z' }, 0)).toBe('Held')
  expect(word({ state: 'published' }, due + 5 * 60_000)).toBe('Published')
})

describe('GROUPS', () => {
  it('have a place for every state but the bin', () =>
    expect(GROUPS.flatMap(({ states }) => [...states]).sort()).toEqual(
      POST_STATES.filter(state => state !== 'deleted').sort(),
    ))
  it('count what they hold', () =>
    expect(countGroups([row({}), row({ state: 'failed' }), row({ state: 'unconfirmed' })], 0)).toEqual([
      { key: 'attention', count: 2 },
      { key: 'draft', count: 1 },
    ]))
})

describe('choicesIn', () => {
  it('[FD50] names a tag once, whatever its capitals', () =>
    expect(choicesIn([row({ tags: ['Sea', 'Tide'] }), row({ tags: ['sea'] })]).tags.map(({ name }) => name)).toEqual([
      'sea',
      'Tide',
    ]))
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
