/** PURE: where a row of the inbox leads: the thread, the mention, the delivery, else the post. */
import type { FeedNotification, NoticeAbout, NotificationKind } from './feed-shape.ts'

/** A path of this server; null where there is no place. */
export function placeOf({
  kind,
  postId,
  threadId,
  mentionId,
  about,
}: Pick<FeedNotification, 'kind' | 'postId' | 'threadId' | 'mentionId' | 'about'>): string | null {
  if (kind === 'member_joined') return '/settings/members'
  if (about !== undefined) return ABOUT[about]
  if (postId === undefined) return null
  const post = `/posts/${postId}`
  if (threadId !== undefined) return `${post}?thread=${threadId}`
  if (mentionId !== undefined) return `${post}?mention=${encodeURIComponent(mentionId.toWellFormed())}`
  return AT_THE_DELIVERY.has(kind) ? `${post}?panel=publish` : post
}

const ABOUT: Readonly<Record<NoticeAbout, string>> = {
  channels: '/settings/channels',
  mail: '/settings/notifications',
}

const AT_THE_DELIVERY: ReadonlySet<NotificationKind> = new Set([
  'post_scheduled',
  'post_published',
  'post_failed',
  'post_unconfirmed',
  'post_held',
])
