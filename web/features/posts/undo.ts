/** How a command that was just given is taken back: by the one that leads to where the post was, if there is one. Pure. */
import type { Role } from '#domain/contract/rights.ts'
import type { PostAction } from './api.ts'
import { waitingChannels } from './goes.ts'
import { offerOf } from './offer.ts'
import type { PostRow } from './rows.ts'

/**
 * @param before the post as it was
 * @param after its state now
 * @returns null where it cannot be as it was: an approval that ended, a text that was frozen anew, a time that is over
 */
export function undoOf(
  before: PostRow,
  { command }: PostAction,
  after: Pick<PostRow, 'state'>,
  role: Role,
  nowMs: number,
): PostAction | null {
  const back = wayBack(before, command, nowMs)
  if (!back || back.command === 'look-up') return null
  return offerOf(back.command, after.state, role).as === 'open' ? back : null
}

function wayBack(before: PostRow, command: PostAction['command'], nowMs: number): PostAction | null {
  const { state } = before
  switch (command) {
    case 'submit':
      return state === 'draft' ? { command: 'request-changes', expected: 'draft' } : null
    case 'request-changes':
    case 'approve':
      return state === 'in_review' ? { command: 'submit', expected: 'in_review' } : null
    case 'schedule':
      if (state === 'scheduled') return sameAgain(before, nowMs)
      return state === 'draft' || state === 'approved' ? { command: 'unschedule', expected: state } : null
    case 'unschedule':
      return sameAgain(before, nowMs)
    case 'archive':
      return { command: 'restore', expected: state }
    case 'delete':
      return { command: 'restore', expected: 'draft' }
    case 'restore':
      return state === 'archived' ? { command: 'archive', expected: 'archived' } : null
    default:
      return null
  }
}

/** On the schedule as it was. A text that has moved on since would go out in place of the one that was planned. */
function sameAgain(
  { scheduledAt, timeZone, changedSince, deliveries = [] }: PostRow,
  nowMs: number,
): PostAction | null {
  const channelIds = waitingChannels({ deliveries })
  if (!scheduledAt || !timeZone || changedSince || channelIds.length === 0) return null
  if (Date.parse(scheduledAt) <= nowMs) return null
  const body = { at: scheduledAt, timeZone, channelIds }
  return { command: 'schedule', body, expected: 'scheduled', expectedAt: scheduledAt }
}
