import { describe, expect, it } from 'vitest'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { POST_STATES } from '#domain/contract/post-status.ts'
import type { PostRow } from '#web/features/posts/rows.ts'
import { crowdsOf, entriesByDay, lanesOf, momentOf, unplanned, whyFixed } from './entries.ts'
import { monthWeeks, parseDay, weekDays } from './grid.ts'
import { momentNear, wishFor } from './move.ts'

const BERLIN = 'Europe/Berlin'
const row = (id: string, changes: Partial<FeedPost> = {}): PostRow => ({
  id,
  workspaceId: 'w',
  state: 'scheduled',
  rev: 1,
  title: id,
  at: '2025-03-01T00:00:00.000Z',
  by: null,
  ...changes,
})

const minutesOf = (entry: { time: string }) => Number(entry.time.slice(0, 2)) * 60 + Number(entry.time.slice(3))

describe('what stands in the calendar', () => {
  it('[FD42] shows plans at their time and what went out at the moment it did', () => {
    const [scheduledAt, publishedAt] = ['2025-03-28T08:00:00.000Z', '2025-03-27T08:00:00.000Z']
    expect(momentOf(row('p', { scheduledAt, publishedAt }))).toBe(scheduledAt)
    expect(momentOf(row('p', { state: 'published', scheduledAt, publishedAt }))).toBe(publishedAt)
    expect(momentOf(row('p', { state: 'published', publishedAt }))).toBe(publishedAt)
    // A time left over from before is no plan.
    expect(momentOf(row('p', { state: 'draft', scheduledAt }))).toBeNull()
  })
  it('[FD42] lets drafts, approved and scheduled posts move, and says why of all others', () => {
    const movable = POST_STATES.filter(state => whyFixed(row('p', { state }), 'publisher') === null)
    expect(movable).toEqual(['draft', 'approved', 'scheduled'])
    for (const state of POST_STATES) expect(whyFixed(row('p', { state }), 'editor')).not.toBeNull()
  })
  it('stands on the days of the clocks that are shown, in the order of its times', () => {
    const rows = [
      row('late', { scheduledAt: '2025-03-28T23:30:00.000Z' }),
      row('b', { scheduledAt: '2025-03-28T09:00:00.000Z' }),
      row('a', { scheduledAt: '2025-03-28T08:00:00.000Z' }),
      row('none', { state: 'draft' }),
    ]
    const days = entriesByDay(rows, { timeZone: BERLIN, role: 'owner', from: '2025-03-24', to: '2025-03-30' })
    expect([...days].map(([day, entries]) => [day, entries.map(({ row }) => row.id)])).toEqual([
      ['2025-03-28', ['a', 'b']],
      ['2025-03-29', ['late']],
    ])
    expect(unplanned(rows).map(({ id }) => id)).toEqual(['none'])
  })
  it('stands beside each other where it would cover', () => {
    const at = (hour: number, minute: number) => ({
      scheduledAt: `2025-01-06T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00.000Z`,
    })
    const days = entriesByDay([row('a', at(9, 0)), row('b', at(9, 30)), row('c', at(10, 10)), row('d', at(14, 0))], {
      timeZone: 'UTC',
      role: 'owner',
      from: '2025-01-06',
      to: '2025-01-06',
    })
    const lanes = lanesOf(days.get('2025-01-06') ?? [], minutesOf, 60)
    expect(lanes.map(({ entry, lane, lanes }) => [entry.row.id, lane, lanes])).toEqual([
      ['a', 0, 2],
      ['b', 1, 2],
      ['c', 0, 2],
      ['d', 0, 1],
    ])
  })

  it('[FD220] of more posts at one time than can be read beside each other some are drawn, and the rest are one', () => {
    const at = (id: string, time: string) => row(id, { scheduledAt: `2025-01-06T${time}:00.000Z` })
    const rows = [at('a', '08:00'), at('b', '08:00'), at('c', '08:10'), at('d', '08:20'), at('e', '12:00')]
    const days = entriesByDay(rows, { timeZone: 'UTC', role: 'owner', from: '2025-01-06', to: '2025-01-12' })
    const lanes = lanesOf(days.get('2025-01-06') ?? [], minutesOf, 60)
    const shown = (most: number, heldId: string | null = null) => {
      const { drawn, crowds } = crowdsOf(lanes, most, heldId)
      return {
        drawn: drawn.map(({ entry, lane, lanes }) => `${entry.row.id} ${lane + 1}/${lanes}`),
        crowds: crowds.map(({ entries, lane, lanes }) => `${entries.map(({ row }) => row.id)} ${lane + 1}/${lanes}`),
      }
    }
    expect(shown(4)).toEqual({ drawn: ['a 1/4', 'b 2/4', 'c 3/4', 'd 4/4', 'e 1/1'], crowds: [] })
    expect(shown(3)).toEqual({ drawn: ['a 1/3', 'b 2/3', 'e 1/1'], crowds: ['c,d 3/3'] })
    expect(shown(1)).toEqual({ drawn: ['e 1/1'], crowds: ['a,b,c,d 1/1'] })
    expect(shown(3, 'd')).toEqual({ drawn: ['a 1/3', 'b 2/3', 'd 3/3', 'e 1/1'], crowds: ['c 3/3'] })
  })
})

describe('days', () => {
  it('come as whole weeks, Monday first', () => {
    const weeks = monthWeeks('2025-03-27')
    expect(weeks.map(([monday]) => monday)).toEqual([
      '2025-02-24',
      '2025-03-03',
      '2025-03-10',
      '2025-03-17',
      '2025-03-24',
      '2025-03-31',
    ])
    expect(weekDays('2025-03-30')).toEqual(weeks[4])
  })
  it('are read from an address, and nothing else is', () => {
    expect(parseDay('2025-02-28')).toBe('2025-02-28')
    for (const text of ['2025-02-30', 'today', '', null]) expect(parseDay(text)).toBeNull()
  })
})

describe('another time', () => {
  const planned = row('p', { timeZone: BERLIN, scheduledAt: '2025-03-29T08:00:00.000Z' })
  const at = planned.scheduledAt ?? null

  it('[FD40] keeps the clock of the post’s own zone when it is moved by days, whoever looks', () => {
    const wish = { kind: 'day', date: '2025-03-30' } as const
    expect(wishFor(planned, at, wish, BERLIN)).toEqual({ kind: 'move', at: '2025-03-30T07:00:00.000Z' })
    expect(wishFor(planned, at, wish, 'America/New_York')).toEqual({ kind: 'move', at: '2025-03-30T07:00:00.000Z' })
  })
  it('[FD40] is a moment on the clocks that are shown when it is put on an hour', () =>
    expect(wishFor(planned, at, { kind: 'wall', wall: { date: '2025-03-28', time: '10:15' } }, 'UTC')).toEqual({
      kind: 'move',
      at: '2025-03-28T10:15:00.000Z',
    }))
  it('[FD40] is asked where clocks skip or repeat it', () => {
    const night = row('n', { timeZone: BERLIN, scheduledAt: '2025-03-29T01:30:00.000Z' })
    const outcome = wishFor(night, night.scheduledAt ?? null, { kind: 'day', date: '2025-03-30' }, BERLIN)
    expect(outcome).toEqual({ kind: 'ask', planned: { date: '2025-03-30', time: '02:30', timeZone: BERLIN } })
    expect(momentNear(outcome)).toBe('2025-03-30T01:00:00.000Z')
  })
  it('begins at nine for a post without one', () =>
    expect(wishFor(row('d', { state: 'draft' }), null, { kind: 'day', date: '2025-04-01' }, BERLIN)).toEqual({
      kind: 'ask',
      planned: { date: '2025-04-01', time: '09:00', timeZone: BERLIN },
    }))
  it('[FD40] runs through a change by quarters of an hour', () =>
    expect(wishFor(planned, '2025-03-30T00:55:00.000Z', { kind: 'minutes', minutes: 15 }, BERLIN)).toEqual({
      kind: 'move',
      at: '2025-03-30T01:10:00.000Z',
    }))
})
