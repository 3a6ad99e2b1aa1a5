/** The feeds that people have open on this node, and how changes are written into their documents. */
import type { Document } from '@hocuspocus/server'
import type { FeedNotification, FeedPost } from '#domain/contract/feed-shape.ts'
import { FEED_SHAPE } from '#domain/contract/feed-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Change, OpenFeedFacts } from '#domain/outbox/project.ts'
import type { FeedContent } from '#domain/queries/feed.ts'
import { createProjection, type Entries, type Projection } from './projection.ts'
import { sameJson } from './same-json.ts'
import type { People } from './viewers.ts'

type PeopleIn = (postId: string) => People

export type OpenFeed = OpenFeedFacts & {
  readonly document: Document
  readonly projection: Projection
  readonly posts: Entries<FeedPost>
  readonly notifications: Entries<FeedNotification>
  /** Who types in which post. */
  readonly typing: Entries<People['typists']>
  readonly totals: Entries<number>
  readonly meta: Entries<unknown>
  workspaceIds: ReadonlySet<string>
  lists: Readonly<Record<string, string>>
}

export function createOpenFeed(userId: string, document: Document): OpenFeed {
  const projection = createProjection(document)
  return {
    userId,
    document,
    projection,
    posts: projection.map('posts'),
    notifications: projection.map('notifications'),
    typing: projection.map('typing'),
    totals: projection.map('totals'),
    meta: projection.map('meta'),
    workspaceIds: new Set(),
    lists: {},
  }
}

/**
 * Applies one batch as one update. Writing the same again writes nothing; an older rev never replaces a newer one. What has
 * changed of a post beyond the newest ones is told, and goes again: whoever has read so far keeps it. SPEC FD421.
 */
export function writeChanges(feed: OpenFeed, changes: readonly Change[], peopleIn: PeopleIn): void {
  const { posts, notifications, projection } = feed
  for (const change of changes) writeChange(feed, change, peopleIn)
  const beyond = oldestBeyond(posts, LIMITS.feedPosts)
  if (beyond.length > 0 && changes.some(change => change.type === 'post' && beyond.includes(change.id)))
    projection.tell()
  for (const id of beyond) dropPost(feed, id)
  for (const id of oldestBeyond(notifications, LIMITS.feedNotifications)) notifications.delete(id)
  projection.tell()
}

/** Brings the people in posts up to date, of those posts that the feed holds, as one update. */
export function writePeople(feed: OpenFeed, postIds: readonly string[], peopleIn: PeopleIn): void {
  const { posts, projection } = feed
  for (const postId of postIds) {
    const entry = posts.get(postId)
    if (!entry) continue
    const people = peopleIn(postId)
    // The map gives back the very list that was put in: in hundreds of feeds, comparing them costs more than writing.
    if (entry.viewers !== people.viewers && (entry.viewers || people.viewers.length > 0))
      posts.set(postId, withViewers(entry, people))
    writeTypists(feed, postId, people.typists)
  }
  projection.tell()
}

function writeTypists({ typing }: OpenFeed, postId: string, typists: People['typists']): void {
  if (typists.length === 0) typing.delete(postId)
  else if (typing.get(postId) !== typists) typing.set(postId, typists)
}

function writeChange(feed: OpenFeed, change: Change, peopleIn: PeopleIn): void {
  switch (change.type) {
    case 'post':
      writePost(feed.posts, change.id, withViewers(change.entry, peopleIn(change.id)))
      writeTypists(feed, change.id, peopleIn(change.id).typists)
      break
    case 'post_gone':
      dropPost(feed, change.id)
      break
    case 'notification':
      writeNotification(feed.notifications, change.id, change.entry)
      break
    case 'notification_gone':
      feed.notifications.delete(change.id)
      break
    case 'unread':
      feed.totals.setIfChanged('unread', change.unread)
      break
    case 'lists':
      feed.lists = { ...feed.lists, [change.workspaceId]: change.word }
      feed.meta.setIfChanged('lists', feed.lists)
      break
    case 'whole':
      writeWhole(feed, change.content, peopleIn)
      break
  }
}

function writeWhole(feed: OpenFeed, content: FeedContent, peopleIn: PeopleIn): void {
  feed.workspaceIds = new Set(content.workspaceIds)
  feed.lists = content.lists
  const { posts, notifications, totals, meta } = feed
  for (const [id] of posts.shown()) if (!content.posts.has(id)) dropPost(feed, id)
  for (const [id, entry] of content.posts) {
    writePost(posts, id, withViewers(entry, peopleIn(id)))
    writeTypists(feed, id, peopleIn(id).typists)
  }
  for (const [id] of notifications.shown()) if (!content.notifications.has(id)) notifications.delete(id)
  for (const [id, entry] of content.notifications) writeNotification(notifications, id, entry)
  totals.setIfChanged('unread', content.unread)
  meta.setIfChanged('shape', FEED_SHAPE)
  meta.setIfChanged('workspaceIds', content.workspaceIds)
  meta.setIfChanged('roles', content.roles)
  meta.setIfChanged('settings', content.settings)
  meta.setIfChanged('lists', content.lists)
  if (!meta.get('builtAt')) meta.set('builtAt', new Date().toISOString())
}

/** With who types there: nothing of a post stays with somebody who lost it. */
function dropPost(feed: OpenFeed, id: string): void {
  feed.posts.delete(id)
  writeTypists(feed, id, [])
}

function writePost(posts: Entries<FeedPost>, id: string, entry: FeedPost): void {
  const held = posts.get(id)
  if (held && (held.rev > entry.rev || (held.rev === entry.rev && held.at > entry.at))) return
  const mayBeSame = held?.rev === entry.rev && held.at === entry.at
  if (!mayBeSame || !sameJson(held, entry)) posts.set(id, entry)
}

function writeNotification(notifications: Entries<FeedNotification>, id: string, entry: FeedNotification): void {
  if ((notifications.get(id)?.rev ?? 0) <= entry.rev) notifications.setIfChanged(id, entry)
}

/** Entries as they are with the people in their posts; one object for all feeds, so that it is encoded once. */
const peopledByEntry = new WeakMap<FeedPost, { readonly viewers: People['viewers']; readonly peopled: FeedPost }>()

function withViewers(entry: FeedPost, { viewers }: People): FeedPost {
  const known = peopledByEntry.get(entry)
  if (known?.viewers === viewers) return known.peopled
  const { viewers: _old, ...rest } = entry
  const peopled = viewers.length > 0 ? { ...rest, viewers } : rest
  peopledByEntry.set(entry, { viewers, peopled })
  return peopled
}

function oldestBeyond<T extends { at: string }>(entries: Entries<T>, most: number): readonly string[] {
  if (entries.size() <= most) return []
  const oldestFirst = [...entries.shown()].sort(([, a], [, b]) => (a.at < b.at ? -1 : 1))
  return oldestFirst.slice(0, entries.size() - most).map(([id]) => id)
}
