/** The feeds that people have open on this node, and how changes are written into their documents. */
import type { Document } from '@hocuspocus/server'
import type * as Y from 'yjs'
import type { FeedNotification, FeedPost } from '#domain/contract/feed-shape.ts'
import { FEED_SHAPE } from '#domain/contract/feed-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Change, OpenFeedFacts } from '#domain/outbox/project.ts'
import type { FeedContent } from '#domain/queries/feed.ts'
import { FROM_ROWS, type Growth, setIfChanged, setShared, watchGrowth } from './projection.ts'
import { sameJson } from './same-json.ts'
import type { People } from './viewers.ts'

export type PeopleIn = (postId: string) => People

export type OpenFeed = OpenFeedFacts & {
  readonly document: Document
  workspaceIds: ReadonlySet<string>
  readonly growth: Growth
}

export function createOpenFeed(userId: string, document: Document): OpenFeed {
  return { userId, document, workspaceIds: new Set(), growth: watchGrowth(document) }
}

/** Applies one batch in one transaction. Writing the same again writes nothing; an older rev never replaces a newer one. */
export function writeChanges(feed: OpenFeed, changes: readonly Change[], peopleIn: PeopleIn): void {
  feed.document.transact(() => {
    // A Y.Map counts its entries one by one.
    const mayGrow = changes.some(change => adds(feed, change))
    for (const change of changes) writeChange(feed, change, peopleIn)
    if (!mayGrow) return
    keepNewest(postsOf(feed), LIMITS.feedPosts, id => dropPost(feed, id))
    keepNewest(notificationsOf(feed), LIMITS.feedNotifications, id => notificationsOf(feed).delete(id))
  }, FROM_ROWS)
}

function adds(feed: OpenFeed, change: Change): boolean {
  if (change.type === 'post') return !postsOf(feed).has(change.id)
  if (change.type === 'notification') return !notificationsOf(feed).has(change.id)
  return change.type === 'whole'
}

/** Brings the people in posts up to date, of those posts that the feed holds, in one transaction. */
export function writePeople(feed: OpenFeed, postIds: readonly string[], peopleIn: PeopleIn): void {
  const posts = postsOf(feed)
  feed.document.transact(() => {
    for (const postId of postIds) {
      const entry = posts.get(postId)
      if (!entry) continue
      const people = peopleIn(postId)
      // The map gives back the very list that was put in: in hundreds of feeds, comparing them costs more than writing.
      if (entry.viewers !== people.viewers && (entry.viewers || people.viewers.length > 0))
        setShared(posts, postId, withViewers(entry, people))
      writeTypists(feed, postId, people.typists)
    }
  }, FROM_ROWS)
}

function writeTypists(feed: OpenFeed, postId: string, typists: People['typists']): void {
  const map = feed.document.getMap<People['typists']>('typing')
  if (typists.length === 0) {
    if (map.has(postId)) map.delete(postId)
  } else if (map.get(postId) !== typists) setShared(map, postId, typists)
}

function writeChange(feed: OpenFeed, change: Change, peopleIn: PeopleIn): void {
  switch (change.type) {
    case 'post':
      writePost(postsOf(feed), change.id, withViewers(change.entry, peopleIn(change.id)))
      writeTypists(feed, change.id, peopleIn(change.id).typists)
      break
    case 'post_gone':
      dropPost(feed, change.id)
      break
    case 'notification':
      writeNotification(notificationsOf(feed), change.id, change.entry)
      break
    case 'notification_gone':
      if (notificationsOf(feed).has(change.id)) notificationsOf(feed).delete(change.id)
      break
    case 'unread':
      setIfChanged(feed.document.getMap('totals'), 'unread', change.unread)
      break
    case 'whole':
      writeWhole(feed, change.content, peopleIn)
      break
  }
}

function writeWhole(feed: OpenFeed, content: FeedContent, peopleIn: PeopleIn): void {
  feed.workspaceIds = new Set(content.workspaceIds)
  const posts = postsOf(feed)
  const notifications = notificationsOf(feed)
  for (const id of [...posts.keys()]) if (!content.posts.has(id)) dropPost(feed, id)
  for (const [id, entry] of content.posts) {
    writePost(posts, id, withViewers(entry, peopleIn(id)))
    writeTypists(feed, id, peopleIn(id).typists)
  }
  for (const id of [...notifications.keys()]) if (!content.notifications.has(id)) notifications.delete(id)
  for (const [id, entry] of content.notifications) writeNotification(notifications, id, entry)
  setIfChanged(feed.document.getMap('totals'), 'unread', content.unread)
  const meta = feed.document.getMap<unknown>('meta')
  setIfChanged(meta, 'shape', FEED_SHAPE)
  setIfChanged(meta, 'workspaceIds', content.workspaceIds)
  setIfChanged(meta, 'roles', content.roles)
  if (!meta.has('builtAt')) meta.set('builtAt', new Date().toISOString())
}

/** With who types there: nothing of a post stays with somebody who lost it. */
function dropPost(feed: OpenFeed, id: string): void {
  if (postsOf(feed).has(id)) postsOf(feed).delete(id)
  writeTypists(feed, id, [])
}

function writePost(posts: Y.Map<FeedPost>, id: string, entry: FeedPost): void {
  const held = posts.get(id)
  if (held && (held.rev > entry.rev || (held.rev === entry.rev && held.at > entry.at))) return
  const mayBeSame = held?.rev === entry.rev && held.at === entry.at
  if (!mayBeSame || !sameJson(held, entry)) setShared(posts, id, entry)
}

function writeNotification(notifications: Y.Map<FeedNotification>, id: string, entry: FeedNotification): void {
  if ((notifications.get(id)?.rev ?? 0) > entry.rev) return
  setIfChanged(notifications, id, entry)
}

/** Entries as they are with the people in their posts; one object for all feeds, see setShared. */
const peopledByEntry = new WeakMap<FeedPost, { readonly viewers: People['viewers']; readonly peopled: FeedPost }>()

function withViewers(entry: FeedPost, { viewers }: People): FeedPost {
  const known = peopledByEntry.get(entry)
  if (known?.viewers === viewers) return known.peopled
  const { viewers: _old, ...rest } = entry
  const peopled = viewers.length > 0 ? { ...rest, viewers } : rest
  peopledByEntry.set(entry, { viewers, peopled })
  return peopled
}

function keepNewest<T extends { at: string }>(map: Y.Map<T>, most: number, drop: (id: string) => void): void {
  if (map.size <= most) return
  const oldestFirst = [...map.entries()].sort(([, a], [, b]) => (a.at < b.at ? -1 : 1))
  for (const [id] of oldestFirst.slice(0, map.size - most)) drop(id)
}

function postsOf(feed: OpenFeed): Y.Map<FeedPost> {
  return feed.document.getMap('posts')
}

function notificationsOf(feed: OpenFeed): Y.Map<FeedNotification> {
  return feed.document.getMap('notifications')
}
