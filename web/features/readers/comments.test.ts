import { describe, expect, test } from 'vitest'
import { READER_COMMENT_STATES, type ReaderCommentState } from '#domain/contract/engagement.ts'
import { decisionsFor, mergeComments } from './comments.ts'

const item = (id: string, state: ReaderCommentState = 'waiting') => ({
  id,
  post: { id: 'p', title: 'A buoy' },
  name: 'Ada',
  body: 'x',
  state,
  createdAt: `2026-11-28T10:0${id}:00.000Z`,
  decidedBy: null,
})
const ids = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id).join('')

describe('[EG12] the list of what readers wrote', () => {
  test('shows what came, keeps what was decided here in its place, and drops what others decided', () => {
    const before = [item('4'), item('3', 'shown'), item('2'), item('1')]
    const page = { items: [item('5'), item('4'), item('1')], nextCursor: null }
    expect(ids(mergeComments(before, page, { state: 'waiting', isFirst: true }))).toBe('5431')
  })

  test('keeps the further pages that were shown already, and adds the next one', () => {
    const before = [item('5'), item('4'), item('3'), item('2')]
    const first = { items: [item('6'), item('5'), item('4')], nextCursor: 'more' }
    expect(ids(mergeComments(before, first, { state: 'waiting', isFirst: true }))).toBe('65432')
    const next = { items: [item('1')], nextCursor: null }
    expect(ids(mergeComments(before, next, { state: 'waiting', isFirst: false }))).toBe('54321')
  })

  test('every state can be left again', () => {
    for (const state of READER_COMMENT_STATES) {
      expect(decisionsFor(state).length).toBeGreaterThan(1)
      expect(decisionsFor(state).map(({ to }) => to)).not.toContain(state)
    }
  })
})
