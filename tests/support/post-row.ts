/** A post as board, list and calendar have it, for tests of what they make of it. */
import type { FeedDelivery, FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostRow } from '#web/features/posts/rows.ts'

export const FEED_POST: FeedPost = {
  workspaceId: 'w1',
  state: 'draft',
  rev: 1,
  title: 'Station map',
  at: '2025-03-26T14:00:00Z',
  by: { id: 'u1', name: 'Tomás Rivera', color: 4 },
}

export const DELIVERY: FeedDelivery = {
  channelId: 'c1',
  name: 'Site',
  kind: 'site',
  state: 'queued',
  url: null,
  reason: null,
}

export function postRow(changes: Partial<PostRow>): PostRow {
  return { id: 'p', ...FEED_POST, ...changes }
}
