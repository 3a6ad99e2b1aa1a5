/**
 * PURE: events → which rows to read → what changes in which open feed. Events say only that something changed; what it
 * is now comes from the rows, so that an event read twice or late does no harm.
 */
import type { DomainEvent } from '#domain/contract/events.ts'
import type { FeedNotification, FeedPost } from '#domain/contract/feed-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { FeedContent } from '#domain/queries/feed.ts'

/** What is known of a feed that is open on this node. */
export type OpenFeedFacts = { readonly userId: string; readonly workspaceIds: ReadonlySet<string> }

export type Needs = {
  readonly postIds: ReadonlySet<string>
  readonly notificationIds: ReadonlySet<string>
  /** People whose unread count moved. */
  readonly unreadOf: ReadonlySet<string>
  /** People whose feed is compared as a whole: memberships, many read marks, or a name in many entries changed. */
  readonly wholeOf: ReadonlySet<string>
  /** Workspaces of which lists in the settings are others. */
  readonly listsOf: ReadonlySet<string>
}

export type FreshRows = {
  readonly posts: ReadonlyMap<string, FeedPost>
  /** Of the private posts among them: who may see each. */
  readonly readers: ReadonlyMap<string, ReadonlySet<string>>
  readonly notifications: ReadonlyMap<string, { readonly userId: string; readonly entry: FeedNotification }>
  readonly unread: ReadonlyMap<string, number>
  readonly feeds: ReadonlyMap<string, FeedContent>
  readonly lists: Readonly<Record<string, string>>
}

export type Change =
  | { readonly type: 'post'; readonly id: string; readonly entry: FeedPost }
  /** `lost`: somebody was shut out, who may have it on show though no feed holds it. */
  | { readonly type: 'post_gone'; readonly id: string; readonly lost?: true }
  | { readonly type: 'notification'; readonly id: string; readonly entry: FeedNotification }
  /** It was archived. */
  | { readonly type: 'notification_gone'; readonly id: string }
  | { readonly type: 'unread'; readonly unread: number }
  | { readonly type: 'lists'; readonly workspaceId: string; readonly word: string }
  | { readonly type: 'whole'; readonly content: FeedContent }

/** Rows to read for these events: none for feeds that nobody here has open. */
export function needsOf(events: readonly DomainEvent[], feeds: readonly OpenFeedFacts[]): Needs {
  // Most events are of posts: who has a feed open is put together for those alone that ask for it.
  let people: ReadonlySet<string> | undefined
  const isOpen = (userId: string) => {
    people ??= peopleOf(feeds)
    return people.has(userId)
  }
  const isShown = once(workspaceId => feeds.some(feed => feed.workspaceIds.has(workspaceId)))
  const isAnyShown = feeds.some(feed => feed.workspaceIds.size > 0)
  const needs = {
    postIds: new Set<string>(),
    notificationIds: new Set<string>(),
    unreadOf: new Set<string>(),
    wholeOf: new Set<string>(),
    listsOf: new Set<string>(),
  }
  for (const event of events) {
    switch (event.type) {
      case 'post.changed':
      case 'access.changed':
        if (isShown(event.workspaceId)) needs.postIds.add(event.postId)
        break
      // The discussion is a document of its own; lists count its open threads, and what readers do.
      case 'discussion.changed':
      case 'engagement.changed':
        if (isAnyShown) needs.postIds.add(event.postId)
        break
      case 'notification.changed':
        if (!isOpen(event.userId)) break
        needs.notificationIds.add(event.notificationId)
        needs.unreadOf.add(event.userId)
        break
      case 'membership.changed':
        if (isShown(event.workspaceId)) needs.listsOf.add(event.workspaceId)
        if (isOpen(event.userId)) needs.wholeOf.add(event.userId)
        break
      case 'lists.changed':
        if (isShown(event.workspaceId)) needs.listsOf.add(event.workspaceId)
        break
      case 'notifications.read':
        if (isOpen(event.userId)) needs.wholeOf.add(event.userId)
        break
      case 'user.changed':
        for (const feed of feeds) needs.wholeOf.add(feed.userId)
        break
      case 'channel.renamed':
      case 'workspace.changed':
        for (const feed of feeds) if (feed.workspaceIds.has(event.workspaceId)) needs.wholeOf.add(feed.userId)
        break
      case 'session.ended':
      case 'delivery.queued':
        break
    }
  }
  return needs
}

function peopleOf(feeds: readonly OpenFeedFacts[]): ReadonlySet<string> {
  return new Set(feeds.map(({ userId }) => userId))
}

/** Of a question that looks at hundreds of feeds: asked once for each id. */
function once(ask: (id: string) => boolean): (id: string) => boolean {
  const known = new Map<string, boolean>()
  return id => {
    const answer = known.get(id) ?? ask(id)
    known.set(id, answer)
    return answer
  }
}

/**
 * Whether these changes take something from a person that they may have read beyond their feed: that page must look again.
 * @param held the posts of the feed before them
 */
export function losesBeyond(
  changes: readonly Change[],
  held: { readonly size: number; has(id: string): boolean },
): boolean {
  return (
    held.size >= LIMITS.feedPosts &&
    changes.some(change => change.type === 'post_gone' && change.lost === true && !held.has(change.id))
  )
}

/** Changes by user id; people for whom nothing changes are absent. */
export function project(
  events: readonly DomainEvent[],
  fresh: FreshRows,
  feeds: readonly OpenFeedFacts[],
): ReadonlyMap<string, readonly Change[]> {
  const changes = new Map<string, Change[]>()
  const add = (userId: string, change: Change) => {
    const list = changes.get(userId)
    if (list) list.push(change)
    else changes.set(userId, [change])
  }

  for (const [userId, content] of fresh.feeds) add(userId, { type: 'whole', content })

  const posts = touchedPosts(events, fresh)
  for (const feed of feeds) {
    const whole = fresh.feeds.get(feed.userId)
    for (const post of posts) {
      // What was read whole after these events holds them already, but for what is older than the newest posts.
      if (whole && (whole.posts.size < LIMITS.feedPosts || whole.posts.has(post.id))) continue
      const workspaceIds = whole ? new Set(whole.workspaceIds) : feed.workspaceIds
      const change = changeFor({ userId: feed.userId, workspaceIds }, post)
      if (change) add(feed.userId, change)
    }
    if (whole) continue
    for (const [workspaceId, word] of Object.entries(fresh.lists)) {
      if (feed.workspaceIds.has(workspaceId)) add(feed.userId, { type: 'lists', workspaceId, word })
    }
    const unread = fresh.unread.get(feed.userId)
    if (unread !== undefined) add(feed.userId, { type: 'unread', unread })
  }
  const noted = new Map(
    events.flatMap(event => (event.type === 'notification.changed' ? [[event.notificationId, event.userId]] : [])),
  )
  const people = noted.size > 0 ? peopleOf(feeds) : NOBODY
  for (const [id, userId] of noted) {
    if (fresh.feeds.has(userId) || !people.has(userId)) continue
    const entry = fresh.notifications.get(id)?.entry
    add(userId, entry ? { type: 'notification', id, entry } : { type: 'notification_gone', id })
  }
  return changes
}

/** A post that events tell of, and what they may mean to a feed: one object for all feeds. */
type TouchedPost = {
  readonly id: string
  readonly shown: Extract<Change, { type: 'post' }> | undefined
  /** For members of this workspace who do not see it any more; undefined for an event that only counts. */
  readonly gone: { readonly workspaceId: string; readonly change: Change } | undefined
  /** Undefined for everybody in its workspace. */
  readonly readers: ReadonlySet<string> | undefined
}

function touchedPosts(events: readonly DomainEvent[], fresh: FreshRows): readonly TouchedPost[] {
  const workspaceByPost = new Map<string, string | undefined>()
  const withAccess = new Set<string>()
  for (const event of events) {
    if (event.type === 'access.changed') withAccess.add(event.postId)
    if (event.type === 'post.changed' || event.type === 'access.changed')
      workspaceByPost.set(event.postId, event.workspaceId)
    else if (event.type === 'discussion.changed' || event.type === 'engagement.changed')
      workspaceByPost.set(event.postId, workspaceByPost.get(event.postId))
  }
  return Array.from(workspaceByPost, ([id, workspaceId]) => {
    const entry = fresh.posts.get(id)
    const lost = withAccess.has(id) ? ({ lost: true } as const) : {}
    return {
      id,
      shown: entry && { type: 'post', id, entry },
      gone: workspaceId === undefined ? undefined : { workspaceId, change: { type: 'post_gone', id, ...lost } },
      // Readers are read after the post: of a private one that has none any more nothing is known, and nobody sees it.
      readers: fresh.readers.get(id) ?? (entry?.private ? NOBODY : undefined),
    }
  })
}

const NOBODY: ReadonlySet<string> = new Set()

function changeFor({ userId, workspaceIds }: OpenFeedFacts, { shown, gone, readers }: TouchedPost): Change | undefined {
  if (shown && workspaceIds.has(shown.entry.workspaceId) && (!readers || readers.has(userId))) return shown
  return gone && workspaceIds.has(gone.workspaceId) ? gone.change : undefined
}
