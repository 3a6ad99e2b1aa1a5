import { describe, expect, it } from 'vitest'
import { POST_COMMANDS, POST_STATES, type PostState } from '#domain/contract/post-status.ts'
import { ROLES } from '#domain/contract/roles.ts'
import { offerOf } from './offer.ts'
import type { PostRow } from './rows.ts'
import { undoOf } from './undo.ts'

const NOW_MS = Date.parse('2026-03-27T12:00:00Z')
const AT = '2026-03-28T07:00:00.000Z'

const row = (state: PostState, more: Partial<PostRow> = {}): PostRow => ({
  id: 'p',
  workspaceId: 'w',
  state,
  rev: 3,
  title: 'Fog',
  at: '2026-03-27T11:00:00Z',
  by: null,
  scheduledAt: AT,
  timeZone: 'Europe/Berlin',
  deliveries: [
    { channelId: 'site', name: 'Site', kind: 'site', state: 'queued', url: null, reason: null },
    { channelId: 'old', name: 'Old', kind: 'demo', state: 'published', url: null, reason: null },
  ],
  ...more,
})
const back = (before: PostRow, command: Parameters<typeof undoOf>[1]['command'], after: PostState) =>
  undoOf(before, { command, expected: after }, { state: after }, 'publisher', NOW_MS)

describe('[FD61] taking back a command', () => {
  it('leads to where the post was', () => {
    expect(back(row('draft'), 'submit', 'in_review')).toMatchObject({ command: 'request-changes', expected: 'draft' })
    expect(back(row('in_review'), 'approve', 'approved')).toMatchObject({ command: 'submit', expected: 'in_review' })
    expect(back(row('in_review'), 'request-changes', 'draft')).toMatchObject({ command: 'submit' })
    expect(back(row('approved'), 'schedule', 'scheduled')).toMatchObject({
      command: 'unschedule',
      expected: 'approved',
    })
    expect(back(row('published'), 'archive', 'archived')).toMatchObject({ command: 'restore', expected: 'published' })
    expect(back(row('draft'), 'delete', 'deleted')).toMatchObject({ command: 'restore' })
  })

  it('puts a planned post back at its time, to the channels that wait', () => {
    const again = {
      command: 'schedule',
      body: { at: AT, timeZone: 'Europe/Berlin', channelIds: ['site'] },
      expected: 'scheduled',
      expectedAt: AT,
    }
    expect(back(row('scheduled'), 'schedule', 'scheduled')).toEqual(again)
    expect(back(row('scheduled'), 'unschedule', 'approved')).toEqual(again)
  })

  it('is not offered where the post could not be as it was', () => {
    // What was approved is approved no more; what goes out would be another text; its time is over; it is out.
    expect(back(row('approved'), 'request-changes', 'draft')).toBeNull()
    expect(back(row('approved'), 'submit', 'in_review')).toBeNull()
    expect(back(row('approved'), 'approve', 'approved')).toBeNull()
    expect(back(row('in_review'), 'schedule', 'scheduled')).toBeNull()
    expect(back(row('scheduled', { changedSince: 'schedule' }), 'unschedule', 'draft')).toBeNull()
    expect(back(row('scheduled', { scheduledAt: '2026-03-27T11:59:00Z' }), 'unschedule', 'draft')).toBeNull()
    expect(back(row('scheduled', { deliveries: [] }), 'schedule', 'scheduled')).toBeNull()
    expect(back(row('draft'), 'publish', 'publishing')).toBeNull()
    expect(back(row('failed'), 'retry', 'publishing')).toBeNull()
    // Meanwhile it has begun to go out.
    expect(back(row('scheduled'), 'schedule', 'publishing')).toBeNull()
  })

  it('never offers what the table or the role refuses', () => {
    for (const role of ROLES) {
      for (const state of POST_STATES) {
        for (const command of POST_COMMANDS) {
          for (const after of POST_STATES) {
            const action = undoOf(row(state), { command, expected: null }, { state: after }, role, NOW_MS)
            if (action && action.command !== 'look-up') {
              expect([role, after, action.command, offerOf(action.command, after, role).as]).toContain('open')
            }
          }
        }
      }
    }
    expect(
      undoOf(row('draft'), { command: 'submit', expected: null }, { state: 'in_review' }, 'editor', NOW_MS),
    ).toBeNull()
  })
})
