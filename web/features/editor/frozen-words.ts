/** What is said about the text that goes out or went out. Pure. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostState } from '#domain/contract/post-status.ts'

/** How the frozen text is called in each state; null where what counts is the draft. */
const CALLED: Record<PostState, string | null> = {
  draft: null,
  in_review: null,
  approved: 'Approved text',
  scheduled: 'The text that goes out',
  publishing: 'The text going out now',
  published: 'Published text',
  failed: 'The text that was to go out',
  partly_published: 'Published text',
  unconfirmed: 'The text that was sent',
  archived: null,
  deleted: null,
}

export function frozenWords(state: PostState): string | null {
  return CALLED[state]
}

/** First and last four of a sha-256 in hex: enough to compare by eye. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)} … ${hash.slice(-4)}`
}

/** Where the public site has the text as bytes whose sha-256 is the hash; null for what it does not have. */
export function proofOf({ deliveries = [] }: Pick<FeedPost, 'deliveries'>): string | null {
  const site = deliveries.find(({ kind, state }) => kind === 'site' && state === 'published')
  return site?.url ? `${site.url}.json` : null
}
