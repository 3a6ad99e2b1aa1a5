import { describe, expect, it } from 'vitest'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { POST_STATES } from '#domain/contract/post-status.ts'
import { COLUMNS, columnOf, findMoves, holdPlacement, NOWHERE, placeRows, URGENCY } from './columns.ts'
import type { PostRow } from './rows.ts'

const NOW = Date.parse('2025-03-27T15:00:00Z')
const base: FeedPost = { workspaceId: 'w', state: 'draft', rev: 1, title: 'T', at: '2025-03-27T14:00:00Z', by: null }
const row = (id: string, changes: Partial<FeedPost> = {}): PostRow => ({ ...base, ...changes, id })

describe('columns of the board', () => {
  it('[FD30] hold every state that is not put away, once', () => {
    for (const state of POST_STATES) {
      const column = columnOf(row('p', { state }), NOW)
      expect(column === null, state).toBe(state === 'archived' || state === 'deleted')
    }
    expect(COLUMNS.map(({ key }) => key)).toEqual([
      'draft',
      'review',
      'approved',
      'scheduled',
      'publishing',
      'published',
      'attention',
    ])
    expect(URGENCY.map(({ key }) => key).toSorted()).toEqual(COLUMNS.map(({ key }) => key).toSorted())
  })
  it('[FD30] put what has failed, is half out, not known or overdue where somebody looks', () => {
    for (const state of ['failed', 'partly_published', 'unconfirmed'] as const)
      expect(columnOf(row('p', { state }), NOW)).toBe('attention')
    const planned = (scheduledAt: string) => columnOf(row('p', { state: 'scheduled', scheduledAt }), NOW)
    expect(planned('2025-03-27T14:58:00Z')).toBe('attention')
    expect(planned('2025-03-27T14:59:30Z')).toBe('scheduled')
    expect(planned('2025-03-27T16:00:00Z')).toBe('scheduled')
    expect(columnOf(row('p', { state: 'scheduled', heldAt: '2025-03-27T14:00:00Z' }), NOW)).toBe('attention')
  })
  it('[FD30] do not call anything overdue while the time is not known', () =>
    expect(columnOf(row('p', { state: 'scheduled', scheduledAt: '2020-01-01T00:00:00Z' }), 0)).toBe('scheduled'))
  it('order what is scheduled by its time, the rest as asked for', () => {
    const rows = [
      row('late', { state: 'scheduled', scheduledAt: '2025-04-02T00:00:00Z' }),
      row('b'),
      row('soon', { state: 'scheduled', scheduledAt: '2025-04-01T00:00:00Z' }),
      row('a'),
    ]
    expect(placeRows(rows, NOW)).toMatchObject({ scheduled: ['soon', 'late'], draft: ['b', 'a'] })
  })
})

describe('what is under the hand', () => {
  const before = { ...NOWHERE, draft: ['a', 'b', 'c'], review: ['d'] }
  const wanted = { ...NOWHERE, draft: ['c'], review: ['b', 'd', 'a'] }

  it('[FD32] keeps its column and its place; the others go', () =>
    expect(holdPlacement(before, wanted, new Set(['b']))).toMatchObject({ draft: ['c', 'b'], review: ['d', 'a'] }))
  it('[FD32] goes once it is let go of', () => expect(holdPlacement(before, wanted, new Set())).toEqual(wanted))
  it('[FD32] has no place to keep where it was not shown', () =>
    expect(holdPlacement(NOWHERE, wanted, new Set(['b']))).toMatchObject({ draft: ['c'], review: ['b', 'd', 'a'] }))
})

describe('findMoves', () => {
  it('[FD32] names what stands in another column, and no coming or going', () => {
    const before = { ...NOWHERE, scheduled: ['a', 'b'], draft: ['gone'] }
    const after = { ...NOWHERE, scheduled: ['a'], publishing: ['b'], draft: ['new'] }
    expect(findMoves(before, after)).toEqual([{ id: 'b', from: 'scheduled', to: 'publishing', index: 1 }])
  })
})
