/** What rows say now, for the events of a batch: few statements, however many feeds are open. */
import type { UserId } from '#domain/contract/ids.ts'
import { type FeedContent, findFeed, findFeedNotifications, findFeedPosts, findReaders } from '#domain/queries/feed.ts'
import { countUnreadByUser } from '#domain/queries/unread.ts'
import { findLists } from '#domain/queries/workspace-lists.ts'
import type { Db } from '#prisma/client.ts'
import type { FreshRows, Needs } from './project.ts'

export async function readFresh(db: Db, needs: Needs): Promise<FreshRows> {
  const [{ posts, readers }, notifications, unread, feeds, lists] = await Promise.all([
    readPosts(db, [...needs.postIds]),
    findFeedNotifications(db, [...needs.notificationIds]),
    countUnreadByUser(db, [...needs.unreadOf]),
    byKey(needs.wholeOf, (userId): Promise<FeedContent> => findFeed(db, userId as UserId)),
    findLists(db, [...needs.listsOf]),
  ])
  return { posts, readers, notifications, unread, feeds, lists }
}

/** Readers after the posts, and of private ones alone: most are for everybody in their workspace. */
async function readPosts(db: Db, postIds: readonly string[]): Promise<Pick<FreshRows, 'posts' | 'readers'>> {
  const posts = await findFeedPosts(db, postIds)
  const isPrivate = [...posts].flatMap(([id, post]) => (post.private ? [id] : []))
  return { posts, readers: await findReaders(db, isPrivate) }
}

async function byKey<T>(keys: ReadonlySet<string>, read: (key: string) => Promise<T>): Promise<ReadonlyMap<string, T>> {
  return new Map(await Promise.all([...keys].map(async key => [key, await read(key)] as const)))
}
