/** What the rest of the browser may know of the live side: values and stores, no sockets and no Yjs. */
import type { CloseReason } from '#domain/contract/close-codes.ts'
import type { FeedNotification, FeedPost } from '#domain/contract/feed-shape.ts'

export type Me = {
  readonly id: string
  readonly name: string
  /** 1–8, given by the server. */
  readonly color: number
}

export type ConnectionSign = {
  /** `live_http`: no websocket gets through, changes come by plain HTTP. */
  readonly state: 'live' | 'live_http' | 'connecting' | 'offline' | 'refused'
  /** Which try is under way or planned since the connection was last live; 0 while live. */
  readonly attempt: number
  /** Why it was refused; only then. */
  readonly reason?: CloseReason
  /** Milliseconds of the last heartbeat; only while live. */
  readonly roundTripMs?: number
  /** Edits of all posts open in this tab that the server has not stored yet. */
  readonly waitingChanges: number
}

/** User ids by post id; posts in which nobody types are absent. */
export type Typing = ReadonlyMap<string, readonly string[]>

export type PostsSnapshot = {
  readonly status: 'loading' | 'ready'
  /** Raised each time the whole feed came anew: after the first connect, and after each reconnect. */
  readonly epoch: number
  /** By post id; posts in the bin carry `deleted`. */
  readonly posts: ReadonlyMap<string, FeedPost>
}

export type NotificationItem = FeedNotification & {
  readonly id: string
  /** Only of rows that were asked for by HTTP, or were archived here a moment ago. */
  readonly archivedAt?: string | null
}
export type NotificationsSnapshot = {
  readonly status: 'loading' | 'ready'
  /** Newest first, with the marks of this device on them. */
  readonly items: readonly NotificationItem[]
  readonly unread: number
}

/** One entry a person, whatever tabs they have open: the most active tab speaks. */
export type OnlinePerson = {
  readonly id: string
  readonly name: string
  readonly color: number
  /** Path of the page, e.g. `/calendar`; absent in a post: which one, its `viewers` say to those who may see it. */
  readonly page?: string
  readonly mode?: 'editing' | 'viewing' | 'idle'
}

type OfPost<Type extends string> = { readonly type: Type; readonly postId: string; readonly post: FeedPost }
/** Derived by comparing snapshots by `rev`: the first sync tells nothing, a reconnect tells each change once. */
export type PostEvent =
  | OfPost<'post:created'>
  | (OfPost<'post:updated'> & { readonly before: FeedPost })
  | OfPost<'post:deleted'>
  | OfPost<'post:publishing'>
  | OfPost<'post:published'>
  | OfPost<'post:failed'>

export type UserEvent = { readonly type: 'user:online' | 'user:offline'; readonly person: OnlinePerson }

export type LiveEvent =
  | PostEvent
  | UserEvent
  | { readonly type: 'notification:new'; readonly notification: NotificationItem }

/** What an answer of the HTTP API says of a post; shown at once, until the feed has the same `rev` or a newer one. */
export type PostAnswer = Pick<FeedPost, 'state' | 'rev'> &
  Partial<Omit<FeedPost, 'state' | 'rev'>> & { readonly id: string }

export type { CommentItem, ThreadItem } from './discussion-entries.ts'
export type { DiscussionSnapshot } from './live-discussion.ts'
export type { LiveFields } from './live-fields.ts'
export type { PostPerson } from './people.ts'
export type { OpenFailure, PostSession, PostStatus } from './post-session.ts'
export type { SaveSign } from './save-state.ts'
