/** What a `feed:<userId>` document holds. Raise SHAPE when an entry changes its meaning. */
import { z } from 'zod'
import { POST_STATES, TOLD_DELIVERY_STATES } from './post-status.ts'
import { Role } from './roles.ts'

export const FEED_SHAPE = 1

export const FeedPerson = z.object({ id: z.string(), name: z.string(), color: z.number().int().min(1).max(8) })
export type FeedPerson = z.infer<typeof FeedPerson>

export const FeedViewer = FeedPerson.extend({ mode: z.enum(['editing', 'viewing', 'idle']) })
export type FeedViewer = z.infer<typeof FeedViewer>

export const FeedDelivery = z.object({
  channelId: z.string(),
  name: z.string(),
  kind: z.string(),
  state: z.enum(TOLD_DELIVERY_STATES),
  url: z.string().nullable(),
  reason: z.string().nullable(),
  /** A queued one is tried again then: the channel said "not now". */
  nextTryAt: z.string().optional(),
  /** It is of an earlier text than the one that was frozen last. */
  earlier: z.literal(true).optional(),
})
export type FeedDelivery = z.infer<typeof FeedDelivery>

export const CHANGED_SINCE = ['approval', 'schedule'] as const
export type ChangedSince = (typeof CHANGED_SINCE)[number]

/** Entry of map `posts`, under the post's id. Times are ISO 8601 in UTC. */
export const FeedPost = z.object({
  workspaceId: z.string(),
  state: z.enum(POST_STATES),
  rev: z.number().int(),
  title: z.string(),
  /** In the order of the alphabet; absent for none. */
  tags: z.array(z.string()).optional(),
  /** Time of the last change of state or text. */
  at: z.string(),
  /** Who gave the last status command. */
  by: FeedPerson.nullable(),
  scheduledAt: z.string().optional(),
  timeZone: z.string().optional(),
  /** When it went out first. */
  publishedAt: z.string().optional(),
  /** Its text has changed since; what was approved, or put on the schedule, is what goes out. Approved and scheduled posts. */
  changedSince: z.enum(CHANGED_SINCE).optional(),
  /** Its time passed while the server was off, and a person has to decide. */
  heldAt: z.string().optional(),
  deliveries: z.array(FeedDelivery).optional(),
  /** Threads of comments that nobody has resolved; absent for none. */
  openThreads: z.number().int().optional(),
  /** What readers did, over all channels; absent for nothing. Views are counted, not measured: about so many. */
  readers: z
    .object({
      views: z.number().int(),
      reactions: z.number().int(),
      comments: z.number().int(),
      /** Comments that nobody has decided about. */
      waiting: z.number().int(),
    })
    .optional(),
  /** Who has the post open now, one entry a person. */
  viewers: z.array(FeedViewer).optional(),
  deleted: z.literal(true).optional(),
  /** Only its creator and the people named see it. */
  private: z.literal(true).optional(),
})
export type FeedPost = z.infer<typeof FeedPost>

/**
 * Entry of map `typing`, under the post's id: which of its viewers type, by user id; absent for nobody. Apart from the
 * viewers, because it changes with every pause of everybody, and each change goes into each feed.
 */
export const FeedTypists = z.array(z.string())

export const NOTIFICATION_KINDS = [
  'post_scheduled',
  'post_published',
  'post_failed',
  'post_unconfirmed',
  'post_held',
  'review_requested',
  'approved',
  'changes_requested',
  'mention',
  'reply',
  'comment',
  'milestone',
  'member_joined',
  'system',
  'burst',
] as const
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]

export const NoticeAbout = z.enum(['channels', 'mail'])
export type NoticeAbout = z.infer<typeof NoticeAbout>

/** Entry of map `notifications`, under the notification's id. */
export const FeedNotification = z.object({
  kind: z.enum(NOTIFICATION_KINDS),
  severity: z.enum(['info', 'success', 'warning', 'error']),
  /** The whole sentence. */
  title: z.string(),
  /** What was said or what happened, in a line; absent for none. */
  body: z.string().optional(),
  postId: z.string().optional(),
  threadId: z.string().optional(),
  /** A mention in the text itself: the id of its node. */
  mentionId: z.string().optional(),
  /** What of the workspace a notice about the server leads to, where it is about no post. */
  about: NoticeAbout.optional(),
  /** Whose doing it is, the last one first. */
  actors: z.array(FeedPerson),
  /** Notices in it since it was read last. */
  count: z.number().int(),
  /** Raised by every change: an older one never replaces a newer one. */
  rev: z.number().int(),
  /** Of the last notice in it. */
  at: z.string(),
  readAt: z.string().nullable(),
})
export type FeedNotification = z.infer<typeof FeedNotification>

export const FeedTotals = z.object({ unread: z.number().int().min(0) })
export const FeedMeta = z.object({
  shape: z.number().int(),
  workspaceIds: z.array(z.string()),
  /** What the person may do in each workspace, by its id: an open page follows it. */
  roles: z.record(z.string(), Role),
  /** By workspace id: another word when the workspace has another name or other settings. */
  settings: z.record(z.string(), z.string()),
  /** By workspace id: another word when its members, invitations, channels or incoming webhooks are others. */
  lists: z.record(z.string(), z.string()),
  builtAt: z.string(),
})
