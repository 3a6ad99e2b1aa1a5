/**
 * Who is told what. An event is one notice a person, however often it is seen; notices about the same thread or post are
 * one row of the inbox, raised by each. What is done with rows is in notification-marks.ts.
 */
import type { NoticeAbout, NotificationKind } from '#domain/contract/feed-shape.ts'
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { DEFAULT_MATRIX, LOCKED, type NoticeWay } from '#domain/contract/inputs/preferences.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { type NoticeTopic, TOPIC_OF } from '#domain/contract/notice-topics.ts'
import { MOST_ACTORS } from '#domain/contract/notice-words.ts'
import { can, ROLES } from '#domain/contract/roles.ts'
import type { Tx } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'
import { mayReadSql } from './access.ts'
import { GUEST_COLOR, guestNameSql } from './share-links.ts'
import type { Emit } from './transact.ts'

type Severity = 'info' | 'success' | 'warning' | 'error'

type Told = {
  readonly kind: Exclude<NotificationKind, 'burst'>
  readonly severity: Severity
  /** Whose doing it is: shown, and not told about it unless named in `to`. Null for the server itself. */
  readonly actorId: UserId | null
  /** People who may not see the post, or are not in the workspace, are left out. */
  readonly to: readonly string[]
  /** Same event, same key: however often it is seen, a person gets one notice. */
  readonly dedupeKey: string
  /** What was said or what happened, in a line; for a milestone what was passed, `100 reactions`. */
  readonly body?: string | undefined
}

export type Notice = Told &
  (
    | {
        readonly post: { readonly id: PostId; readonly workspaceId: WorkspaceId; readonly title: string }
        /** Where in the post, for what was said in a comment. */
        readonly threadId?: string | undefined
        /** Which mention in the text. */
        readonly mentionId?: string | undefined
        /** For `system`, the whole sentence. */
        readonly words?: string | undefined
      }
    /** About the workspace: its name, or for `system` the whole sentence and what it leads to. */
    | { readonly workspace: { readonly id: WorkspaceId; readonly words: string; readonly about?: NoticeAbout } }
  )

const BODY_CHARS = 200
/** Kinds that a burst of may be told of as one; the others need somebody. */
const FOLDABLE: ReadonlySet<NotificationKind> = new Set([
  'mention',
  'reply',
  'comment',
  'approved',
  'post_scheduled',
  'post_published',
  'milestone',
  'member_joined',
])

/** What a muted post is quiet about; who is called by name, or has to decide something, hears of it all the same. */
const MUTABLE: ReadonlySet<NotificationKind> = new Set([
  'reply',
  'comment',
  'approved',
  'post_scheduled',
  'post_published',
  'milestone',
])

/**
 * One statement: who may and wants to hear of it, who was not told yet, who was told too much already, and the row that each of them
 * gets or has. Repeats of an event wait for its first notice and then do nothing; rows are written in one order, so that
 * two statements do not wait for each other.
 */
export async function notify(tx: Tx, emit: Emit, notice: Notice): Promise<void> {
  if (notice.to.length === 0) return
  const { kind, severity, workspaceId, subject, postId, threadId, mentionId, about, groupKey } = toRow(notice)
  const body = toLine(notice.body ?? '')
  const topic = TOPIC_OF[kind]
  const rows = await tx.$queryRaw<{ id: string; userId: string }[]>`
    with told as (
      insert into notice ("userId", "dedupeKey", at)
      select r."userId", ${notice.dedupeKey}, clock_timestamp() from (${readersOf(workspaceId, postId)}) r
      left join post_watch w on w."postId" = ${postId}::uuid and w."userId" = r."userId"
      left join notification_preference p on p."userId" = r."userId"
      where r."userId" = any(${[...new Set(notice.to)]}::text[])
        and (w.watches is not false or ${!MUTABLE.has(kind)}) and ${wants('inbox', topic)}
      order by r."userId"
      on conflict do nothing returning "userId"
    ), someone as (
      select t."userId", ${FOLDABLE.has(kind)} and (
        select count(*) from notice n where n."userId" = t."userId" and n.at > clock_timestamp() - interval '1 minute'
      ) >= ${LIMITS.noticesPerMinute} as busy, case when ${wants('mail', topic)}
        then clock_timestamp() + make_interval(mins => ${LIMITS.mailAfterMinutes}) end as "mailDueAt",
        case when ${wants('push', topic)} and exists (select from push_subscription d where d."userId" = t."userId")
        then clock_timestamp() end as "pushDueAt"
      from told t left join notification_preference p on p."userId" = t."userId"
    ), actor as (
      select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'color', color)), '[]') as actors
      from (
        select id, name, color from "user" where id = ${notice.actorId}
        union all
        select id, ${guestNameSql(Prisma.sql`name`)}, ${GUEST_COLOR}::int from share_guest where id = ${notice.actorId}
      ) who
    )
    insert into notification as old
      (id, "userId", "workspaceId", kind, severity, subject, body, "postId", "threadId", "mentionId", about, actors,
        "groupKey", at, "mailDueAt", "pushDueAt")
    select gen_random_uuid(), s."userId", ${workspaceId}::uuid,
      case when busy then 'burst' else ${kind} end, case when busy then 'info' else ${severity} end,
      case when busy then '' else ${subject} end, case when busy then '' else ${body} end,
      case when busy then null else ${postId}::uuid end, case when busy then null else ${threadId}::uuid end,
      case when busy then null else ${mentionId} end, ${about}, case when busy then '[]' else actor.actors end,
      case when busy then ${`burst:${workspaceId}`} else ${groupKey} end, clock_timestamp(),
      s."mailDueAt", s."pushDueAt"
    from someone s, actor order by s."userId"
    on conflict ("userId", "groupKey") do update set
      kind = excluded.kind, severity = excluded.severity, subject = excluded.subject, body = excluded.body,
      "postId" = excluded."postId", "threadId" = excluded."threadId", "mentionId" = excluded."mentionId",
      actors = excluded.actors || case when old."readAt" is not null or old."archivedAt" is not null then '[]' else (
        select coalesce(jsonb_agg(a), '[]') from (
          select a from jsonb_array_elements(old.actors) with ordinality as list (a, place)
          where a->>'id' is distinct from excluded.actors->0->>'id' order by place limit ${MOST_ACTORS - 1}
        ) others
      ) end,
      count = case when old."readAt" is not null or old."archivedAt" is not null then 1 else old.count + 1 end,
      "mailDueAt" = case when old."readAt" is null and old."archivedAt" is null
        then coalesce(old."mailDueAt", excluded."mailDueAt") else excluded."mailDueAt" end,
      "pushDueAt" = excluded."pushDueAt",
      rev = old.rev + 1, "readAt" = null, "archivedAt" = null,
      -- Always later: a mark for what was shown before does not reach what came since.
      at = greatest(excluded.at, old.at + interval '1 millisecond')
    returning id, "userId"`
  for (const { id, userId } of rows) emit({ type: 'notification.changed', userId, notificationId: id })
}

/** SQL: whether the person of the preferences `p` wants it that way. */
function wants(way: NoticeWay, topic: NoticeTopic | null): Prisma.Sql {
  if (topic === null || (way === 'inbox' && LOCKED.has(topic))) return Prisma.sql`true`
  return Prisma.sql`coalesce((p.choices -> ${topic} ->> ${way})::boolean, ${DEFAULT_MATRIX[topic][way]})`
}

/** SQL: ids of the people who may hear of it. */
function readersOf(workspaceId: string, postId: string | null): Prisma.Sql {
  return postId === null
    ? Prisma.sql`select "userId" from member where "workspaceId" = ${workspaceId}::uuid and "suspendedAt" is null`
    : Prisma.sql`select "userId" from post_access where "postId" = ${postId}::uuid`
}

function toRow(notice: Notice) {
  const { kind, severity } = notice
  if ('workspace' in notice) {
    const { id, words, about = null } = notice.workspace
    // What is said of the server is a row each; people who join are one.
    const groupKey = kind === 'system' ? `${kind}:${id}:${notice.dedupeKey}` : `${kind}:${id}`
    const nowhere = { postId: null, threadId: null, mentionId: null, about }
    return { kind, severity, workspaceId: id, subject: words, ...nowhere, groupKey }
  }
  const { post, threadId = null, mentionId = null, words } = notice
  // Replies and mentions are at one place; what others say of a post is one row for all its threads.
  const groupKey =
    threadId !== null && (kind === 'reply' || kind === 'mention') ? `${kind}:${threadId}` : `${kind}:${post.id}`
  const { id: postId, workspaceId, title } = post
  return { kind, severity, workspaceId, subject: words ?? title, postId, threadId, mentionId, about: null, groupKey }
}

function toLine(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim()
  return line.length <= BODY_CHARS
    ? line
    : `${line
        .slice(0, BODY_CHARS - 1)
        .toWellFormed()
        .trimEnd()}…`
}

/** Everybody who may approve the post, but for one. */
export async function findReviewers(tx: Tx, postId: PostId, except: UserId): Promise<string[]> {
  const roles = ROLES.filter(role => can(role, 'publish'))
  const rows = await tx.$queryRaw<{ userId: string }[]>`
    select "userId" from post_access
    where "postId" = ${postId}::uuid and role = any(${roles}) and "userId" <> ${except}`
  return rows.map(({ userId }) => userId)
}

/** Everybody who manages the workspace. */
export async function findManagers(tx: Tx, workspaceId: WorkspaceId): Promise<string[]> {
  const rows = await tx.member.findMany({
    where: { workspaceId, suspendedAt: null, role: { in: ROLES.filter(role => can(role, 'manage')) } },
    select: { userId: true },
  })
  return rows.map(({ userId }) => userId)
}

/** Notices about a post go with the right to see it. */
export async function dropNotices(tx: Tx, emit: Emit, postId: PostId): Promise<void> {
  const rows = await tx.$queryRaw<{ userId: string }[]>`
    delete from notification n
    where n."postId" = ${postId}::uuid and not ${mayReadSql(Prisma.sql`n."postId"`, Prisma.sql`n."userId"`)}
    returning n."userId"`
  for (const userId of new Set(rows.map(row => row.userId))) emit({ type: 'notifications.read', userId })
}
