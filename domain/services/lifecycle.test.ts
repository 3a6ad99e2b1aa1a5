import { describe, expect, test } from 'vitest'
import {
  foldDeliveries,
  POST_COMMANDS,
  POST_STATES,
  type PostCommand,
  type PostState,
  rightFor,
} from '#domain/contract/post-status.ts'
import { requireTarget } from './lifecycle.ts'

/** Everything that is possible, written down apart from the table; what is not here has to be refused. */
const POSSIBLE: Record<PostState, Partial<Record<PostCommand, string>>> = {
  draft: { submit: 'in_review', schedule: 'scheduled', publish: 'publishing', archive: 'archived', delete: 'deleted' },
  in_review: {
    'request-changes': 'draft',
    approve: 'approved',
    schedule: 'scheduled',
    publish: 'publishing',
    archive: 'archived',
    delete: 'deleted',
  },
  approved: {
    submit: 'in_review',
    'request-changes': 'draft',
    approve: 'approved',
    schedule: 'scheduled',
    publish: 'publishing',
    archive: 'archived',
    delete: 'deleted',
  },
  scheduled: { schedule: 'scheduled', unschedule: 'approved_or_draft', publish: 'publishing', delete: 'deleted' },
  publishing: {},
  published: { schedule: 'scheduled', publish: 'publishing', archive: 'archived', delete: 'deleted' },
  failed: {
    submit: 'in_review',
    'request-changes': 'draft',
    schedule: 'scheduled',
    publish: 'publishing',
    retry: 'publishing',
    archive: 'archived',
    delete: 'deleted',
  },
  partly_published: {
    publish: 'publishing',
    retry: 'publishing',
    confirm: 'folded',
    archive: 'archived',
    delete: 'deleted',
  },
  unconfirmed: { confirm: 'folded', delete: 'deleted' },
  archived: { restore: 'before_archive', delete: 'deleted' },
  deleted: { restore: 'draft' },
}

const cells = POST_STATES.flatMap(state =>
  POST_COMMANDS.map(command => ({ state, command, outcome: POSSIBLE[state][command] ?? 'refused' })),
)

describe('post status', () => {
  test.each(cells)('[PS1] $state + $command: $outcome', ({ state, command, outcome }) => {
    if (outcome !== 'refused') return expect(requireTarget(state, command)).toBe(outcome)
    return expect(() => requireTarget(state, command)).toThrow(
      expect.objectContaining({ code: 'invalid_transition', message: expect.stringMatching(/^[A-Z].*\.$/) }),
    )
  })

  test.each([
    { states: ['queued', 'published'], folded: 'publishing' },
    { states: ['publishing', 'unconfirmed'], folded: 'publishing' },
    { states: ['published', 'unconfirmed', 'failed'], folded: 'unconfirmed' },
    { states: ['published', 'published'], folded: 'published' },
    { states: ['published', 'failed'], folded: 'partly_published' },
    { states: ['failed'], folded: 'failed' },
    { states: [], folded: 'failed' },
  ] as const)('[PS9] $states add up to $folded', ({ states, folded }) => {
    expect(foldDeliveries(states)).toBe(folded)
  })

  test('[AU2] putting away a draft asks for the right to edit, what is promised or out for more', () => {
    expect(rightFor('delete', 'draft')).toBe('edit')
    expect(rightFor('delete', 'published')).toBe('publish')
    expect(rightFor('archive', 'approved')).toBe('publish')
    expect(rightFor('restore', 'archived')).toBe('edit')
    expect(rightFor('restore', 'archived', { isOut: true })).toBe('publish')
    expect(rightFor('delete', 'draft', { isOut: true })).toBe('publish')
    expect(rightFor('submit', 'draft')).toBe('edit')
    expect(rightFor('publish', 'draft')).toBe('publish')
  })
})
