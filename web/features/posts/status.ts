/** States of posts and deliveries as shape, tone and word. */
import type { FeedDelivery } from '#domain/contract/feed-shape.ts'
import type { PostState } from '#domain/contract/post-status.ts'
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

const DELIVERIES: Record<FeedDelivery['state'], StatusLook> = {
  queued: { glyph: 'queued', tone: 'draft', word: 'Queued' },
  publishing: { glyph: 'publishing', tone: 'publishing', word: 'Publishing' },
  published: { glyph: 'published', tone: 'published', word: 'Published' },
  failed: { glyph: 'failed', tone: 'failed', word: 'Failed' },
  unconfirmed: { glyph: 'unconfirmed', tone: 'warn', word: 'Unconfirmed' },
  off_site: { glyph: 'left-out', tone: 'draft', word: 'Off the site' },
}

export function postStatus(state: PostState): StatusLook {
  return POSTS[state]
}

/** What waits for its time is not yet in a queue. */
export function deliveryStatus(state: FeedDelivery['state'], post: PostState): StatusLook {
  return state === 'queued' && post === 'scheduled' ? POSTS.scheduled : DELIVERIES[state]
}

/** A post without a title still needs a name. */
export function titleWords(title: string): string {
  return title.trim() === '' ? 'Untitled' : title
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
