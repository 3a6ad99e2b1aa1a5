/** PURE: where a row of the inbox leads: the thread, the mention, the delivery, else the post. */
import type { FeedNotification, NotificationKind } from './feed-shape.ts'

/** A path of this server; null where there is no place. */
export function placeOf({
  kind,
  postId,
  threadId,
  mentionId,
}: Pick<FeedNotification, 'kind' | 'postId' | 'threadId' | 'mentionId'>): string | null {
  if (kind === 'member_joined') return '/settings/members'
  if (postId === undefined) return null
  const post = `/posts/${postId}`
  if (threadId !== undefined) return `${post}?thread=${threadId}`
  if (mentionId !== undefined) return `${post}?mention=${encodeURIComponent(mentionId)}`
  return AT_THE_DELIVERY.has(kind) ? `${post}?panel=publish` : post
}

const AT_THE_DELIVERY: ReadonlySet<NotificationKind> = new Set([
  'post_scheduled',
  'post_published',
  'post_failed',
  'post_unconfirmed',
  'post_held',
])
