/** What kinds of notices people choose by, in filters and preferences: a few words instead of a kind each. No schemas here. */
import type { NotificationKind } from './feed-shape.ts'

export const NOTICE_TOPICS = [
  'mentions',
  'replies',
  'comments',
  'reviews',
  'trouble',
  'published',
  'milestones',
  'people',
  'system',
] as const
export type NoticeTopic = (typeof NOTICE_TOPICS)[number]

/** Null for what belongs to none: the row that stands for many. */
export const TOPIC_OF: Readonly<Record<NotificationKind, NoticeTopic | null>> = {
  mention: 'mentions',
  reply: 'replies',
  comment: 'comments',
  review_requested: 'reviews',
  approved: 'reviews',
  changes_requested: 'reviews',
  post_failed: 'trouble',
  post_unconfirmed: 'trouble',
  post_held: 'trouble',
  post_scheduled: 'published',
  post_published: 'published',
  milestone: 'milestones',
  member_joined: 'people',
  system: 'system',
  burst: null,
}

export function kindsOf(topic: NoticeTopic): readonly NotificationKind[] {
  return (Object.keys(TOPIC_OF) as NotificationKind[]).filter(kind => TOPIC_OF[kind] === topic)
}
