/** What lists say of a post beside its state. Pure. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import { postStatus } from './status.ts'

/** What lists say of a post whose text has changed since it was approved or scheduled; null for all others. */
export function changedWords({
  state,
  changedSince,
}: Pick<FeedPost, 'state' | 'changedSince'>): { readonly short: string; readonly why: string } | null {
  if (state !== 'approved' && state !== 'scheduled') return null
  switch (changedSince) {
    case undefined:
      return null
    case 'approval':
      return { short: 'Changed since approval', why: 'The approved text is what goes out.' }
    case 'schedule':
      return { short: 'Changed since scheduled', why: 'The text as it was scheduled is what goes out.' }
  }
}

/**
 * What stands before a planned time: once it has passed, nothing goes out then any more. SPEC PS410.
 * @param nowMs 0 where the time is not known yet
 */
export function dueWords({ scheduledAt, heldAt }: Pick<FeedPost, 'scheduledAt' | 'heldAt'>, nowMs: number): string {
  return heldAt || Date.parse(scheduledAt ?? '') < nowMs ? 'Was due' : 'Goes out'
}

/** Which text goes out when a post is published now. */
export function nowWords(state: PostState): string {
  switch (state) {
    case 'approved':
      return 'What was approved goes out, exactly; what was typed since stays in the draft.'
    case 'scheduled':
      return 'What was put on the schedule goes out, exactly; what was typed since stays in the draft.'
    default:
      return 'The text goes out as it is stored now.'
  }
}

const TAKEN: Partial<Record<PostState, string>> = {
  draft: 'taken it back to draft',
  in_review: 'asked for its review',
  approved: 'approved it',
  scheduled: 'scheduled it',
  publishing: 'published it',
  published: 'published it',
  archived: 'archived it',
  deleted: 'moved it to the bin',
}

/** States that a scheduled post gets into by itself, at its time. */
const BY_TIME: ReadonlySet<PostState> = new Set(['published', 'failed', 'partly_published', 'unconfirmed'])

/** Why a command came too late: `Mira has just published it.` @param name null where it is not known who was faster */
export function takenWords(
  name: string | null,
  { state, scheduledAt }: Pick<FeedPost, 'state' | 'scheduledAt'>,
): string {
  // Who scheduled it is its last actor still, and was not the faster one.
  if (scheduledAt && BY_TIME.has(state)) {
    return `Its time came first: it is ${postStatus(state).word.toLowerCase()} now. Decide again.`
  }
  const what = TAKEN[state]
  if (name === null || what === undefined) {
    return `Somebody was faster: it is ${postStatus(state).word.toLowerCase()} now. Decide again.`
  }
  return `${name} has just ${what}.`
}

/** A moment as the reader's clock shows it, with the day where it is another one: `07:00`, `28 Mar 07:00`. */
export function clockWords(at: string): string {
  const date = new Date(at)
  const isToday = date.toDateString() === new Date().toDateString()
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  return new Intl.DateTimeFormat(undefined, isToday ? clock : { day: 'numeric', month: 'short', ...clock }).format(date)
}
