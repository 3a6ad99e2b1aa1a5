/**
 * The life of a post: the whole table, every state × command, refusals included.
 *
 *   draft ⇄ in_review → approved → scheduled → publishing → published | failed | partly_published | unconfirmed
 *   archived and deleted stand beside them and can be restored.
 *
 * A cell is the next state, or the sentence a person reads when the command is refused. People give commands;
 * what channels answer is folded by `foldDeliveries`. SQL enforces the table by compare-and-set on `rev`.
 */
import type { Right } from './roles.ts'

export const POST_STATES = [
  'draft',
  'in_review',
  'approved',
  'scheduled',
  'publishing',
  'published',
  'failed',
  'partly_published',
  'unconfirmed',
  'archived',
  'deleted',
] as const
export type PostState = (typeof POST_STATES)[number]

export const POST_COMMANDS = [
  'submit',
  'request-changes',
  'approve',
  'schedule',
  'unschedule',
  'publish',
  'retry',
  'confirm',
  'archive',
  'restore',
  'delete',
] as const
export type PostCommand = (typeof POST_COMMANDS)[number]

/**
 * Where a command leads. `approved_or_draft`: approved while the approval still stands. `before_archive`: the state
 * it was archived from. `folded`: whatever the deliveries then add up to.
 */
export type Target = PostState | 'approved_or_draft' | 'before_archive' | 'folded'
type Cell = { readonly to: Target } | { readonly refused: string }

const to = (target: Target): Cell => ({ to: target })
const no = (why: string): Cell => ({ refused: why })

const NOT_PUT_AWAY = no('It is neither archived nor in the bin.')
const NOT_SCHEDULED = no('It is not scheduled.')
const NOTHING_FAILED = no('No channel has failed.')
const NOTHING_OPEN = no('No channel is waiting for an answer.')
const tooLate = (next: string): Cell => no(`Too late: publishing has begun, and it can't be called back. ${next}`)
const TOO_LATE_TO_JUDGE = tooLate('What you want changed goes out when it is published again.')
const TOO_LATE_TO_CALL_BACK = tooLate(
  'When all channels have answered, archive it or move it to the bin: that takes it off the site.',
)
const CHANNELS_ARE_ASKED = no('It is going out now. Wait until all channels have answered.')
const UNSCHEDULE_FIRST = no('It is scheduled. Take it off the schedule first.')
const SAY_FIRST = no('It may be online already. First say whether it went out.')
const IS_OUT = no('It is published already. Publish again to update it.')
const IS_ARCHIVED = no('It is archived. Restore it first.')
const IS_DELETED = no('It is in the bin. Restore it first.')

const every = (cell: Cell): Record<PostCommand, Cell> => ({
  submit: cell,
  'request-changes': cell,
  approve: cell,
  schedule: cell,
  unschedule: cell,
  publish: cell,
  retry: cell,
  confirm: cell,
  archive: cell,
  restore: cell,
  delete: cell,
})

export const TRANSITIONS: Record<PostState, Record<PostCommand, Cell>> = {
  draft: {
    submit: to('in_review'),
    'request-changes': no('It is not in review.'),
    approve: no('It is not in review. Ask for review first.'),
    schedule: to('scheduled'),
    unschedule: NOT_SCHEDULED,
    publish: to('publishing'),
    retry: NOTHING_FAILED,
    confirm: NOTHING_OPEN,
    archive: to('archived'),
    restore: NOT_PUT_AWAY,
    delete: to('deleted'),
  },
  in_review: {
    submit: no('It is in review already.'),
    'request-changes': to('draft'),
    approve: to('approved'),
    schedule: to('scheduled'),
    unschedule: NOT_SCHEDULED,
    publish: to('publishing'),
    retry: NOTHING_FAILED,
    confirm: NOTHING_OPEN,
    archive: to('archived'),
    restore: NOT_PUT_AWAY,
    delete: to('deleted'),
  },
  approved: {
    submit: to('in_review'),
    'request-changes': to('draft'),
    approve: to('approved'),
    schedule: to('scheduled'),
    unschedule: NOT_SCHEDULED,
    publish: to('publishing'),
    retry: NOTHING_FAILED,
    confirm: NOTHING_OPEN,
    archive: to('archived'),
    restore: NOT_PUT_AWAY,
    delete: to('deleted'),
  },
  scheduled: {
    submit: UNSCHEDULE_FIRST,
    'request-changes': UNSCHEDULE_FIRST,
    approve: UNSCHEDULE_FIRST,
    schedule: to('scheduled'),
    unschedule: to('approved_or_draft'),
    publish: to('publishing'),
    retry: NOTHING_FAILED,
    confirm: NOTHING_OPEN,
    archive: UNSCHEDULE_FIRST,
    restore: NOT_PUT_AWAY,
    delete: to('deleted'),
  },
  publishing: {
    submit: TOO_LATE_TO_JUDGE,
    'request-changes': TOO_LATE_TO_JUDGE,
    approve: TOO_LATE_TO_JUDGE,
    schedule: tooLate('When it is out, schedule it again to publish a later text.'),
    unschedule: TOO_LATE_TO_CALL_BACK,
    publish: no('It is going out now. When all channels have answered, publish again to update it.'),
    retry: CHANNELS_ARE_ASKED,
    confirm: CHANNELS_ARE_ASKED,
    archive: TOO_LATE_TO_CALL_BACK,
    restore: NOT_PUT_AWAY,
    delete: TOO_LATE_TO_CALL_BACK,
  },
  published: {
    submit: IS_OUT,
    'request-changes': IS_OUT,
    approve: IS_OUT,
    schedule: to('scheduled'),
    unschedule: NOT_SCHEDULED,
    publish: to('publishing'),
    retry: NOTHING_FAILED,
    confirm: NOTHING_OPEN,
    archive: to('archived'),
    restore: NOT_PUT_AWAY,
    delete: to('deleted'),
  },
  failed: {
    submit: to('in_review'),
    'request-changes': to('draft'),
    approve: no('It is not in review. Ask for review first.'),
    schedule: to('scheduled'),
    unschedule: NOT_SCHEDULED,
    publish: to('publishing'),
    retry: to('publishing'),
    confirm: NOTHING_OPEN,
    archive: to('archived'),
    restore: NOT_PUT_AWAY,
    delete: to('deleted'),
  },
  partly_published: {
    submit: IS_OUT,
    'request-changes': IS_OUT,
    approve: IS_OUT,
    schedule: no('Some channels have it already. Retry the others.'),
    unschedule: NOT_SCHEDULED,
    publish: to('publishing'),
    retry: to('publishing'),
    confirm: to('folded'),
    archive: to('archived'),
    restore: NOT_PUT_AWAY,
    delete: to('deleted'),
  },
  unconfirmed: {
    submit: SAY_FIRST,
    'request-changes': SAY_FIRST,
    approve: SAY_FIRST,
    schedule: SAY_FIRST,
    unschedule: NOT_SCHEDULED,
    publish: SAY_FIRST,
    retry: SAY_FIRST,
    confirm: to('folded'),
    archive: SAY_FIRST,
    restore: NOT_PUT_AWAY,
    delete: to('deleted'),
  },
  archived: {
    ...every(IS_ARCHIVED),
    archive: no('It is archived already.'),
    restore: to('before_archive'),
    delete: to('deleted'),
  },
  deleted: { ...every(IS_DELETED), restore: to('draft'), delete: no('It is in the bin already.') },
}

/**
 * The right a command asks for; putting away what has been promised or is out asks for more, and so does bringing it
 * back to the public.
 *
 * @param isOut whether a version of it is published, whatever the state says: archived, or in draft again
 */
export function rightFor(command: PostCommand, state: PostState, { isOut = false } = {}): Right {
  switch (command) {
    case 'submit':
      return 'edit'
    case 'archive':
    case 'restore':
    case 'delete':
      return !isOut && (state === 'draft' || state === 'in_review' || state === 'archived' || state === 'deleted')
        ? 'edit'
        : 'publish'
    case 'request-changes':
    case 'approve':
    case 'schedule':
    case 'unschedule':
    case 'publish':
    case 'retry':
    case 'confirm':
      return 'publish'
  }
}

const DELIVERY_STATES = ['queued', 'publishing', 'published', 'failed', 'unconfirmed'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** What is told of a delivery. `off_site`: published there, and its post is archived; restored, it is there again. */
export const TOLD_DELIVERY_STATES = [...DELIVERY_STATES, 'off_site'] as const
type Told = { readonly state: (typeof TOLD_DELIVERY_STATES)[number]; readonly url: string | null }

/** What is so on a channel now: an archived post is not on the site, and a link to it leads nowhere. SPEC PS350. */
export function toldDelivery({ kind, state, url }: Told & { readonly kind: string }, postState: PostState): Told {
  const isOff = postState === 'archived' && kind === 'site' && state === 'published'
  return isOff ? { state: 'off_site', url: null } : { state, url }
}

/** What the deliveries of one frozen version add up to; a state that asks for a person comes before any other. */
export function foldDeliveries(
  states: readonly DeliveryState[],
): 'publishing' | 'published' | 'failed' | 'partly_published' | 'unconfirmed' {
  if (states.some(state => state === 'queued' || state === 'publishing')) return 'publishing'
  if (states.includes('unconfirmed')) return 'unconfirmed'
  const published = states.filter(state => state === 'published').length
  if (published === states.length && published > 0) return 'published'
  return published > 0 ? 'partly_published' : 'failed'
}
