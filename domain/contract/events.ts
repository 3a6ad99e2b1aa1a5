/** What the outbox carries: ids and facts, never text. Readers load the rows, so an event read twice does no harm. */
import { z } from 'zod'

export const DomainEvent = z.discriminatedUnion('type', [
  /** State, title, time or deliveries of a post changed, or it was created or deleted. */
  z.object({ type: z.literal('post.changed'), postId: z.string(), workspaceId: z.string() }),
  /** Who may see a post, or what somebody may do there, was changed by a person. */
  z.object({ type: z.literal('access.changed'), postId: z.string(), workspaceId: z.string(), by: z.string() }),
  /** A link to a post was turned off: pages that are open by it close. */
  z.object({ type: z.literal('share-link.ended'), linkId: z.string(), postId: z.string() }),
  /** A thread of a post, or a comment or reaction in it, began, changed or went. */
  z.object({ type: z.literal('discussion.changed'), postId: z.string(), threadId: z.string() }),
  /** A moment of a post's history got a name, another one, or none any more. */
  z.object({ type: z.literal('moments.named'), postId: z.string() }),
  /** Readers did something about a post, or a comment of theirs was shown or hidden. */
  z.object({ type: z.literal('engagement.changed'), postId: z.string() }),
  z.object({ type: z.literal('notification.changed'), userId: z.string(), notificationId: z.string() }),
  /** Read marks moved for many rows at once. */
  z.object({ type: z.literal('notifications.read'), userId: z.string() }),
  z.object({
    type: z.literal('membership.changed'),
    workspaceId: z.string(),
    userId: z.string(),
    /** Whose doing it is, where it is not the person's own. */
    by: z.string().optional(),
  }),
  /** Name or colour of a person changed. */
  z.object({ type: z.literal('user.changed'), userId: z.string() }),
  /** A channel has another name, which stands in every post that went to it. */
  z.object({ type: z.literal('channel.renamed'), channelId: z.string(), workspaceId: z.string() }),
  /** Channels, invitations or incoming webhooks of a workspace are others, or a channel was tried out. */
  z.object({ type: z.literal('lists.changed'), workspaceId: z.string() }),
  /** A workspace has another name, or has decided otherwise. */
  z.object({ type: z.literal('workspace.changed'), workspaceId: z.string() }),
  /** A sign-out, or an API token that was revoked: then its id stands for the session's. */
  z.object({ type: z.literal('session.ended'), userId: z.string(), sessionId: z.string() }),
  /** A delivery waits for its channel: the job worker takes it. */
  z.object({ type: z.literal('delivery.queued'), deliveryId: z.string(), postId: z.string() }),
  /** Somebody asks what became of an unconfirmed delivery: the job worker asks its channel. */
  z.object({ type: z.literal('delivery.asked'), deliveryId: z.string(), postId: z.string() }),
  /** Somebody tries a channel out: the job worker does it. */
  z.object({ type: z.literal('channel.test-asked'), testId: z.string() }),
])
export type DomainEvent = z.infer<typeof DomainEvent>

/** NOTIFY channels; payloads are ids only. */
export const NOTIFY = {
  /** The outbox has new rows; payload empty. */
  outbox: 'galley_outbox',
  /** Rows were appended to a document's log: payload `<doc> <seq>`, or empty: more than was told, in any of them. */
  log: 'galley_log',
} as const
