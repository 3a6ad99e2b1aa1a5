/**
 * A person's feed as plain values, followed by changes of rows. Pure: a change goes in, what of it is news comes out.
 * The same rules as in the live document: an older rev never replaces a newer one, the same again is no news.
 */
import { FEED_SHAPE, type FeedNotification, type FeedPost } from '#domain/contract/feed-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Role } from '#domain/contract/rights.ts'
import type { Change } from '#domain/outbox/project.ts'
import type { FeedContent } from '#domain/queries/feed.ts'

export type Followed = {
  posts: Map<string, FeedPost>
  notifications: Map<string, FeedNotification>
  unread: number
  workspaceIds: readonly string[]
  roles: Readonly<Record<string, Role>>
  settings: Readonly<Record<string, string>>
  lists: Readonly<Record<string, string>>
}

type Meta = { readonly shape: number } & Readonly<Pick<Followed, 'workspaceIds' | 'roles' | 'settings' | 'lists'>>

/** The whole of it, as a stream begins. */
export type Snapshot = {
  readonly posts: Readonly<Record<string, FeedPost>>
  readonly notifications: Readonly<Record<string, FeedNotification>>
  readonly totals: { readonly unread: number }
  readonly meta: Meta
}

/** What became different; null for what is gone. Parts without news are absent. */
type Delta = {
  readonly posts?: Readonly<Record<string, FeedPost | null>>
  readonly notifications?: Readonly<Record<string, FeedNotification | null>>
  readonly totals?: { readonly unread: number }
  readonly meta?: Meta
}

/** Entries that changed, as they were: for telling what happened. */
type Before = ReadonlyMap<string, FeedPost>

export type News = {
  readonly delta: Delta
  /** Told after it: posts beyond the newest ones, which only changed. */
  readonly beyond?: Delta
  readonly before: Before
  /** Posts that came from beyond the newest ones: how they were is not known, but they are not new. */
  readonly cameBack: ReadonlySet<string>
  /** Rows of the inbox that are new or had something added, by id. */
  readonly raised: ReadonlySet<string>
}

export function followContent({ posts, notifications, ...rest }: FeedContent): Followed {
  return { posts: new Map(posts), notifications: new Map(notifications), ...rest }
}

export function snapshotOf(followed: Followed): Snapshot {
  const { posts, notifications, unread } = followed
  return {
    posts: Object.fromEntries(posts),
    notifications: Object.fromEntries(notifications),
    totals: { unread },
    meta: metaOf(followed),
  }
}

function metaOf({ workspaceIds, roles, settings, lists }: Followed): Meta {
  return { shape: FEED_SHAPE, workspaceIds, roles, settings, lists }
}

/** Takes the changes in. @returns null when nothing is new */
export function applyChanges(followed: Followed, changes: readonly Change[]): News | null {
  const posts = new Map<string, FeedPost | null>()
  const notifications = new Map<string, FeedNotification | null>()
  const before = new Map<string, FeedPost>()
  const cameBack = new Set<string>()
  const raised = new Set<string>()
  const unreadBefore = followed.unread
  const metaBefore = metaOf(followed)

  const setPost = (id: string, entry: FeedPost) => {
    const held = followed.posts.get(id)
    if (held && (held.rev > entry.rev || (held.rev === entry.rev && held.at > entry.at))) return
    if (held && isSame(held, entry)) return
    if (held && !before.has(id)) before.set(id, held)
    if (!held && followed.posts.size >= LIMITS.feedPosts && !isNew(id, entry)) cameBack.add(id)
    followed.posts.set(id, entry)
    posts.set(id, entry)
  }
  const dropPost = (id: string) => {
    if (followed.posts.delete(id)) posts.set(id, null)
  }
  const setNotification = (id: string, entry: FeedNotification) => {
    const held = followed.notifications.get(id)
    if (held && held.rev > entry.rev) return
    if (held && isSame(held, entry)) return
    if (entry.at > (held?.at ?? '')) raised.add(id)
    followed.notifications.set(id, entry)
    notifications.set(id, entry)
  }
  const dropNotification = (id: string) => {
    if (followed.notifications.delete(id)) notifications.set(id, null)
  }

  for (const change of changes) {
    switch (change.type) {
      case 'post':
        setPost(change.id, change.entry)
        break
      case 'post_gone':
        dropPost(change.id)
        break
      case 'notification':
        setNotification(change.id, change.entry)
        break
      case 'notification_gone':
        dropNotification(change.id)
        break
      case 'unread':
        followed.unread = change.unread
        break
      case 'lists':
        followed.lists = { ...followed.lists, [change.workspaceId]: change.word }
        break
      case 'whole': {
        const { content } = change
        for (const id of [...followed.posts.keys()]) if (!content.posts.has(id)) dropPost(id)
        for (const [id, entry] of content.posts) setPost(id, entry)
        for (const id of [...followed.notifications.keys()]) if (!content.notifications.has(id)) dropNotification(id)
        for (const [id, entry] of content.notifications) setNotification(id, entry)
        followed.unread = content.unread
        followed.workspaceIds = content.workspaceIds
        followed.roles = content.roles
        followed.settings = content.settings
        followed.lists = content.lists
        break
      }
    }
  }
  const beyond = new Map<string, null>()
  for (const id of oldestBeyond(followed.posts, LIMITS.feedPosts)) {
    if (posts.get(id)) {
      followed.posts.delete(id)
      beyond.set(id, null)
    } else dropPost(id)
  }
  for (const id of oldestBeyond(followed.notifications, LIMITS.feedNotifications)) dropNotification(id)

  const isMetaNew = !isSame(metaBefore, metaOf(followed))
  const isUnreadNew = unreadBefore !== followed.unread
  if (posts.size + notifications.size === 0 && !isMetaNew && !isUnreadNew) return null
  return {
    delta: {
      ...(posts.size > 0 && { posts: Object.fromEntries(posts) }),
      ...(notifications.size > 0 && { notifications: Object.fromEntries(notifications) }),
      ...(isUnreadNew && { totals: { unread: followed.unread } }),
      ...(isMetaNew && { meta: metaOf(followed) }),
    },
    ...(beyond.size > 0 && { beyond: { posts: Object.fromEntries(beyond) } }),
    before,
    cameBack,
    raised,
  }
}

/** What is told of a new post is no older than its id, whatever clocks say. */
const NEW_WITHIN_MS = 10 * 60_000

/** By the moment in its id (UUID version 7, RFC 9562); one without is taken for new. */
function isNew(id: string, { at }: FeedPost): boolean {
  if (id[14] !== '7') return true
  return Math.abs(Date.parse(at) - Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)) < NEW_WITHIN_MS
}

function oldestBeyond<T extends { readonly at: string }>(entries: ReadonlyMap<string, T>, most: number): string[] {
  if (entries.size <= most) return []
  const oldestFirst = [...entries].sort(([, a], [, b]) => (a.at < b.at ? -1 : 1))
  return oldestFirst.slice(0, entries.size - most).map(([id]) => id)
}

/** Entries come from one function with their fields in one order. */
function isSame(one: object, other: object): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
