import { describe, expect, it } from 'vitest'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { POST_STATES, TRANSITIONS } from '#domain/contract/post-status.ts'
import { ROLES } from '#domain/contract/rights.ts'
import { COLUMNS } from './columns.ts'
import { moveTo, sharedReason, withoutReason } from './moves.ts'
import type { PostRow } from './rows.ts'

const NOW = Date.parse('2025-03-27T15:00:00Z')
const row = (state: FeedPost['state'], more: Partial<FeedPost> = {}): PostRow => ({
  id: 'p',
  workspaceId: 'w',
  state,
  rev: 1,
  title: 'T',
  at: '2025-03-27T14:00:00Z',
  by: null,
  ...more,
})

describe('moveTo', () => {
  it('[FD31] never offers what the table or the role refuses', () => {
    for (const state of POST_STATES)
      for (const role of ROLES)
        for (const { key } of COLUMNS) {
          const move = moveTo(row(state), key, role, NOW)
          const command = move.as === 'command' ? move.command : move.as === 'ask' ? move.ask : null
          if (command) expect('to' in TRANSITIONS[state][command], `${state} ${command}`).toBe(true)
          if (role === 'viewer' || role === 'commenter') expect(command, `${state} to ${key} as ${role}`).toBeNull()
          if (move.as === 'refused') expect(move.why).not.toBe('')
        }
  })
  it.each([
    ['draft', 'review', { as: 'command', command: 'submit', word: 'Ask for review', expected: 'in_review' }],
    ['in_review', 'approved', { as: 'command', command: 'approve', word: 'Approve', expected: 'approved' }],
    [
      'scheduled',
      'approved',
      { as: 'command', command: 'unschedule', word: 'Take off the schedule', expected: 'approved' },
    ],
    ['approved', 'scheduled', { as: 'ask', ask: 'schedule', word: 'Schedule…' }],
    ['approved', 'published', { as: 'ask', ask: 'publish', word: 'Publish now…' }],
    ['failed', 'publishing', { as: 'command', command: 'retry', word: 'Retry', expected: 'publishing' }],
    ['draft', 'draft', { as: 'here' }],
    ['draft', 'approved', { as: 'refused', why: 'It is not in review. Ask for review first.' }],
    ['draft', 'attention', { as: 'refused', why: 'Posts come here by themselves.' }],
    ['publishing', 'draft', { as: 'refused', why: expect.stringContaining('goes out when it is published again') }],
    ['unconfirmed', 'publishing', { as: 'refused', why: 'It may be online already. First say whether it went out.' }],
  ] as const)('[FD31] %s → %s', (state, column, move) => expect(moveTo(row(state), column, 'owner', NOW)).toEqual(move))
  it('[FD31] says that the role is why', () =>
    expect(moveTo(row('in_review'), 'approved', 'editor', NOW)).toEqual({
      as: 'refused',
      why: 'Your role may not do this.',
    }))
  it('[FD31] lets an overdue post be scheduled anew', () =>
    expect(moveTo(row('scheduled', { scheduledAt: '2025-03-27T10:00:00Z' }), 'scheduled', 'owner', NOW).as).toBe('ask'))
})

describe('reasons that are the same', () => {
  const whys = COLUMNS.map(({ key }) => moveTo(row('publishing'), key, 'owner', NOW)).flatMap(move =>
    move.as === 'refused' ? move.why : [],
  )
  it('[FD283] are said once, and each place says what is its own', () => {
    const shared = sharedReason(whys)
    expect(shared).toBe("Too late: publishing has begun, and it can't be called back.")
    for (const why of whys) {
      expect(withoutReason(why, shared)).not.toContain('Too late')
      expect(withoutReason(why, shared)).not.toBe('')
    }
  })
  it('[FD283] stay where they are where few share them', () => {
    expect(sharedReason(['It is out. Restore it.', 'It is out. Wait.', 'Another.'])).toBe('')
    expect(sharedReason(['No.', 'No.', 'No.'])).toBe('')
    expect(withoutReason('No.', '')).toBe('No.')
  })
})
