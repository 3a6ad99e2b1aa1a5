import { describe, expect, it } from 'vitest'
import { DELIVERY as delivery, postRow as row } from '#tests/support/post-row.ts'
import { type Filter, matches as isMatch, isUnfiltered, NO_FILTER, parseFilter, putFilter, toggled } from './filter.ts'
import type { PostRow } from './rows.ts'

const matches = (one: PostRow, filter: Partial<Filter>) => isMatch(one, { ...NO_FILTER, ...filter }, 0)

describe('matches', () => {
  it('shows all but the archived without a filter', () => {
    expect(matches(row({}), {})).toBe(true)
    expect(matches(row({ state: 'archived' }), {})).toBe(false)
    expect(matches(row({ state: 'archived' }), { groups: ['archived'] })).toBe(true)
  })
  it('wants every word, without regard to case and accents', () => {
    expect(matches(row({}), { words: 'MAP stat' })).toBe(true)
    expect(matches(row({}), { words: 'map tomas' })).toBe(true)
    expect(matches(row({}), { words: 'map buoy' })).toBe(false)
  })
  it('finds posts without a title', () => expect(matches(row({ title: '' }), { words: 'untitled' })).toBe(true))
  it('keeps what somebody has open', () => {
    const viewers = [{ id: 'u2', name: 'Mira', color: 1, mode: 'viewing' as const }]
    expect(matches(row({ viewers }), { opened: true })).toBe(true)
    expect(matches(row({}), { opened: true })).toBe(false)
  })
  it('[FD280] keeps what has any of the values of a filter', () => {
    expect(matches(row({}), { people: ['u2', 'u1'] })).toBe(true)
    expect(matches(row({}), { people: ['u2', 'u3'] })).toBe(false)
    expect(matches(row({ by: null }), { people: ['u1'] })).toBe(false)
    expect(matches(row({ deliveries: [delivery] }), { channels: ['c2', 'c1'] })).toBe(true)
    expect(matches(row({}), { channels: ['c1', 'c2'] })).toBe(false)
    expect(matches(row({}), { groups: ['review', 'draft'] })).toBe(true)
    expect(matches(row({}), { groups: ['review', 'published'] })).toBe(false)
    expect(matches(row({ state: 'unconfirmed' }), { groups: ['attention'] })).toBe(true)
    expect(matches(row({ state: 'deleted' }), { groups: ['draft', 'archived'] })).toBe(false)
  })
  it('[FD280] wants every filter at once', () => {
    expect(
      matches(row({ tags: ['Sea'] }), { groups: ['draft', 'review'], people: ['u1'], tags: ['sea', 'tide'] }),
    ).toBe(true)
    expect(
      matches(row({ tags: ['Sea'] }), { groups: ['draft', 'review'], people: ['u2'], tags: ['sea', 'tide'] }),
    ).toBe(false)
  })
  it('[FD50] keeps what has a tag, whatever its capitals, and finds it by words', () => {
    expect(matches(row({ tags: ['Sea', 'Open data'] }), { tags: ['sea'] })).toBe(true)
    expect(matches(row({ tags: ['Sea'] }), { tags: ['tide'] })).toBe(false)
    expect(matches(row({}), { tags: ['sea'] })).toBe(false)
    expect(matches(row({ tags: ['Open data'] }), { words: 'map data' })).toBe(true)
  })
})

describe('the filter in the address', () => {
  it('[FD280] has each value once, and no more than fifty', () => {
    const search = new URLSearchParams('status=draft&status=draft&tag=Sea&tag=sea&by=&status=odd')
    expect(parseFilter(search)).toEqual({ ...NO_FILTER, groups: ['draft'], tags: ['Sea'] })
    for (let count = 0; count < 60; count++) search.append('channel', `c${count}`)
    expect(parseFilter(search).channels).toHaveLength(50)
  })
  it('[FD280] goes from it without leaving anything, and leaves the rest', () => {
    const search = new URLSearchParams('day=2025-03-28&status=draft&status=review&q=x&open=1')
    putFilter(search, NO_FILTER)
    expect(search.toString()).toBe('day=2025-03-28')
  })
})

describe('toggled', () => {
  it('[FD280] puts a value beside the others, and takes it away again', () => {
    const one = toggled(NO_FILTER, 'groups', 'draft')
    const two = toggled(one, 'groups', 'review')
    expect(two.groups).toEqual(['draft', 'review'])
    expect(toggled(two, 'groups', 'draft').groups).toEqual(['review'])
    expect(toggled({ ...NO_FILTER, tags: ['Sea', 'Tide'] }, 'tags', 'sea').tags).toEqual(['Tide'])
    expect(isUnfiltered(two)).toBe(false)
    expect(isUnfiltered(toggled(one, 'groups', 'draft'))).toBe(true)
  })
})
