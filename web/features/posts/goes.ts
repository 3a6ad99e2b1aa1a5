/** Where a post goes, of all the channels it goes to or went to. Pure. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'

/** Ids of the channels that a planned post waits for: not those where an earlier text of it is out. SPEC PS413. */
export function waitingChannels({ deliveries = [] }: Pick<FeedPost, 'deliveries'>): readonly string[] {
  return deliveries.filter(({ state }) => state === 'queued').map(({ channelId }) => channelId)
}

/** Those to begin with where somebody is asked: what it waits for, else where it is or was to be. */
export function meantChannels(post: Pick<FeedPost, 'deliveries'>): readonly string[] {
  const waiting = waitingChannels(post)
  return waiting.length > 0 ? waiting : (post.deliveries ?? []).map(({ channelId }) => channelId)
}
