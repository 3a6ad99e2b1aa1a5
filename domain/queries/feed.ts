/** Rows → what a person's feed holds. Called for people whose right to this feed was checked when it was opened. */
import { z } from 'zod'
import type { ChangedSince, FeedNotification, FeedPost } from '#domain/contract/feed-shape.ts'
import { FeedNotification as FeedNotificationSchema, NoticeAbout } from '#domain/contract/feed-shape.ts'
import type { UserId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { noticeSentence } from '#domain/contract/notice-words.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import type { Role } from '#domain/contract/roles.ts'
import { mayReadSql } from '#domain/services/access.ts'
import { type Db, readRows, type Tx } from '#prisma/client.ts'
import { type Notification, Prisma } from '#prisma/generated/client.ts'
import { POST_FACTS, type PostFactsRow, toPostFacts } from './post-facts.ts'
import { countUnread } from './unread.ts'
import { findLists } from './workspace-lists.ts'

export type FeedContent = {
  readonly workspaceIds: readonly string[]
  readonly roles: Readonly<Record<string, Role>>
  readonly settings: Readonly<Record<string, string>>
  readonly lists: Readonly<Record<string, string>>
  readonly posts: ReadonlyMap<string, FeedPost>
  readonly notifications: ReadonlyMap<string, FeedNotification>
  /** Over all notifications, not only the newest that the feed holds. */
  readonly unread: number
}

/** The newest LIMITS.feedPosts posts that the person may see, those in the bin left out, and the newest notifications. */
export async function findFeed(db: Db, userId: UserId): Promise<FeedContent> {
  const members = await db.$queryRaw<{ workspaceId: string; role: Role; settings: string }[]>`
    select m."workspaceId", m.role, md5(to_jsonb(w)::text) as settings
    from member m join workspace w on w.id = m."workspaceId"
    where m."userId" = ${userId} and m."suspendedAt" is null order by m."workspaceId"`
  const workspaceIds = members.map(({ workspaceId }) => workspaceId)
  const roles = Object.fromEntries(members.map(({ workspaceId, role }) => [workspaceId, role]))
  const settings = Object.fromEntries(members.map(({ workspaceId, settings }) => [workspaceId, settings]))
  const [posts, notifications, unread, lists] = await Promise.all([
    findPosts(
      db,
      Prisma.sql`where p."workspaceId" = any(${workspaceIds}::uuid[]) and p.state <> 'deleted'
        and ${mayReadSql(Prisma.sql`p.id`, userId)}
        order by p."updatedAt" desc, p.id desc limit ${LIMITS.feedPosts}`,
    ),
    db.notification.findMany({
      where: { userId, archivedAt: null },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: LIMITS.feedNotifications,
    }),
    countUnread(db, userId),
    findLists(db, workspaceIds),
  ])
  return { workspaceIds, roles, settings, lists, posts, notifications: toFeedNotifications(notifications), unread }
}

/** Posts by id, those in the bin with `deleted`; ids without a row are absent. */
export async function findFeedPosts(db: Db, postIds: readonly string[]): Promise<ReadonlyMap<string, FeedPost>> {
  if (postIds.length === 0) return new Map()
  return findPosts(db, Prisma.sql`where p.id = any(${postIds}::uuid[])`)
}

/** Of the private ones among these posts: who may see each. All others are for everybody in their workspace. */
export async function findReaders(
  db: Tx,
  postIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (postIds.length === 0) return new Map()
  const rows = await db.$queryRaw<{ id: string; readers: string[] }[]>`
    select p.id, array(select a."userId" from post_access a where a."postId" = p.id) as readers
    from post p where p.id = any(${[...postIds]}::uuid[]) and p.access = 'private'`
  return new Map(rows.map(({ id, readers }) => [id, new Set(readers)]))
}

/** Rows of inboxes by id; those that are archived are absent, as they are in a feed. */
export async function findFeedNotifications(
  db: Tx,
  notificationIds: readonly string[],
): Promise<ReadonlyMap<string, { userId: string; entry: FeedNotification }>> {
  if (notificationIds.length === 0) return new Map()
  const rows = await db.notification.findMany({ where: { id: { in: [...notificationIds] }, archivedAt: null } })
  return new Map(
    rows.flatMap(row => {
      const entry = toFeedNotification(row)
      return entry ? [[row.id, { userId: row.userId, entry }]] : []
    }),
  )
}

type PostRow = PostFactsRow & {
  id: string
  workspaceId: string
  state: PostState
  rev: number
  title: string
  tags: readonly string[]
  updatedAt: Date
  scheduledAt: Date | null
  timeZone: string | null
  publishedAt: Date | null
  heldAt: Date | null
  changedSince: ChangedSince | null
  access: string
}

/** One statement, so that a post and its deliveries are of one moment. */
async function findPosts(db: Db, where: Prisma.Sql): Promise<ReadonlyMap<string, FeedPost>> {
  const rows = await readRows<PostRow>(
    db,
    Prisma.sql`
    select p.id, p."workspaceId", p.state, p.rev, p.title, p.tags, p."updatedAt", p."scheduledAt", p."timeZone",
      p."heldAt", p."publishedAt", p.access,
      case when p."movedOn" and p.state in ('approved', 'scheduled')
        then case when p."approvedVersionId" is null then 'schedule' else 'approval' end end as "changedSince",
      ${POST_FACTS}
    from post p left join post_engagement e on e."postId" = p.id ${where}`,
  )
  return new Map(rows.map(row => [row.id, toFeedPost(row)]))
}

function toFeedPost(row: PostRow): FeedPost {
  const { openThreads, by, deliveries, readers } = toPostFacts(row, row.state)
  return {
    workspaceId: row.workspaceId,
    state: row.state,
    rev: row.rev,
    title: row.title,
    ...(row.tags.length > 0 && { tags: [...row.tags] }),
    at: row.updatedAt.toISOString(),
    by,
    ...(row.scheduledAt && { scheduledAt: row.scheduledAt.toISOString() }),
    ...(row.scheduledAt && row.timeZone && { timeZone: row.timeZone }),
    ...(row.publishedAt && { publishedAt: row.publishedAt.toISOString() }),
    ...(row.heldAt && { heldAt: row.heldAt.toISOString() }),
    ...(row.changedSince && { changedSince: row.changedSince }),
    ...(openThreads > 0 && { openThreads }),
    ...(deliveries.length > 0 && { deliveries: deliveries.map(({ attempts: _, ...delivery }) => delivery) }),
    ...(readers && { readers }),
    ...(row.state === 'deleted' && { deleted: true as const }),
    ...(row.access === 'private' && { private: true as const }),
  }
}

function toFeedNotifications(rows: readonly Notification[]): ReadonlyMap<string, FeedNotification> {
  return new Map(
    rows.flatMap(row => {
      const entry = toFeedNotification(row)
      return entry ? [[row.id, entry]] : []
    }),
  )
}

/** Null for a kind that this version does not know: written by a newer one before it was rolled back. */
export function toFeedNotification(row: Notification): FeedNotification | null {
  const facts = StoredFacts.safeParse(row)
  if (!facts.success) return null
  const { kind, severity, actors, body, about } = facts.data
  return {
    kind,
    severity,
    title: noticeSentence(facts.data),
    // A milestone says it in its sentence.
    ...(body !== '' && kind !== 'milestone' && { body }),
    ...(row.postId && { postId: row.postId }),
    ...(row.threadId && { threadId: row.threadId }),
    ...(row.mentionId && { mentionId: row.mentionId }),
    ...(about && { about }),
    actors,
    count: row.count,
    rev: row.rev,
    at: row.at.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  }
}

const StoredFacts = FeedNotificationSchema.pick({ kind: true, severity: true, actors: true, count: true }).extend({
  subject: z.string(),
  body: z.string(),
  about: NoticeAbout.nullable().catch(null),
})
