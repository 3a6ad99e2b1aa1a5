/** States of posts and deliveries as shape, tone and word. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { DeliveryState, PostState } from '#domain/contract/post-status.ts'
import type { GlyphName, Tone } from '#web/ui/status-glyph.tsx'

export type StatusLook = { readonly glyph: GlyphName; readonly tone: Tone; readonly word: string }

const POSTS: Record<PostState, StatusLook> = {
  draft: { glyph: 'draft', tone: 'draft', word: 'Draft' },
  in_review: { glyph: 'review', tone: 'review', word: 'In review' },
  approved: { glyph: 'approved', tone: 'approved', word: 'Approved' },
  scheduled: { glyph: 'scheduled', tone: 'scheduled', word: 'Scheduled' },
  publishing: { glyph: 'publishing', tone: 'publishing', word: 'Publishing' },
  published: { glyph: 'published', tone: 'published', word: 'Published' },
  failed: { glyph: 'failed', tone: 'failed', word: 'Failed' },
  partly_published: { glyph: 'partly', tone: 'warn', word: 'Partly published' },
  unconfirmed: { glyph: 'unconfirmed', tone: 'warn', word: 'Unconfirmed' },
  archived: { glyph: 'left-out', tone: 'draft', word: 'Archived' },
  deleted: { glyph: 'left-out', tone: 'draft', word: 'In the bin' },
}

const DELIVERIES: Record<DeliveryState, StatusLook> = {
  queued: { glyph: 'queued', tone: 'draft', word: 'Queued' },
  publishing: { glyph: 'publishing', tone: 'publishing', word: 'Publishing' },
  published: { glyph: 'published', tone: 'published', word: 'Published' },
  failed: { glyph: 'failed', tone: 'failed', word: 'Failed' },
  unconfirmed: { glyph: 'unconfirmed', tone: 'warn', word: 'Unconfirmed' },
}

export function postStatus(state: PostState): StatusLook {
  return POSTS[state]
}

export function deliveryStatus(state: DeliveryState): StatusLook {
  return DELIVERIES[state]
}

/** A post without a title still needs a name. */
export function titleWords(title: string): string {
  return title.trim() === '' ? 'Untitled' : title
}

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

/** `Launch notes is now published`: said of rows in view that change by themselves. */
export function changeSentence(title: string, state: PostState): string {
  const name = titleWords(title)
  switch (state) {
    case 'failed':
      return `${name} could not be published`
    case 'deleted':
      return `${name} was moved to the bin`
    case 'unconfirmed':
      return `${name}: a channel has not answered`
    default:
      return `${name} is now ${POSTS[state].word.toLowerCase()}`
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
    return `Its time came first: it is ${POSTS[state].word.toLowerCase()} now. Decide again.`
  }
  const what = TAKEN[state]
  if (name === null || what === undefined) {
    return `Somebody was faster: it is ${POSTS[state].word.toLowerCase()} now. Decide again.`
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
