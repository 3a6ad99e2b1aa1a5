/** What is said about a post: as its live document holds it, and as a page of the API. */
import { z } from 'zod'
import { DiscussionComment, DiscussionThread } from '#domain/contract/discussion-shape.ts'
import { AppError } from '#domain/contract/errors.ts'
import { FeedPerson } from '#domain/contract/feed-shape.ts'
import { type Place, toCursor } from '#domain/contract/inputs/lists.ts'
import type { AllowedPost } from '#domain/services/access.ts'
import { GUEST_COLOR, guestNameSql } from '#domain/services/share-links.ts'
import { toBase64 } from '#domain/text/anchors.ts'
import type { Tx } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'

export type DiscussionContent = {
  readonly threads: ReadonlyMap<string, DiscussionThread>
  readonly comments: ReadonlyMap<string, DiscussionComment>
}

export const CommentView = DiscussionComment.extend({ id: z.string() }).meta({ id: 'Comment' })
export type CommentView = z.infer<typeof CommentView>

export const ThreadView = DiscussionThread.extend({
  id: z.string(),
  postId: z.string(),
  comments: z.array(CommentView),
}).meta({ id: 'Thread' })
export type ThreadView = z.infer<typeof ThreadView>

type ThreadPage = { readonly items: ThreadView[]; readonly nextCursor: string | null }

/** All of a post, for whoever may read it: the right was looked at when the document was opened. */
export function findDiscussion(db: Tx, postId: string): Promise<DiscussionContent> {
  return readThreads(db, Prisma.sql`where t."postId" = ${postId}::uuid`)
}

/** Threads of one post by id; those that are gone are absent. */
export async function findThreads(db: Tx, postId: string, threadIds: readonly string[]): Promise<DiscussionContent> {
  if (threadIds.length === 0) return { threads: new Map(), comments: new Map() }
  return readThreads(db, Prisma.sql`where t."postId" = ${postId}::uuid and t.id = any(${[...threadIds]}::uuid[])`)
}

/** Newest first. */
export async function listThreads(
  db: Tx,
  { postId }: AllowedPost<'read'>,
  { limit, after, state }: { limit: number; after?: Place | undefined; state?: 'open' | 'resolved' | undefined },
): Promise<ThreadPage> {
  const rows = await db.thread.findMany({
    where: {
      postId,
      ...(state && { resolvedAt: state === 'open' ? null : { not: null } }),
      ...(after && { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: after.id } }] }),
    },
    select: { id: true, createdAt: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const ids = page.map(({ id }) => id)
  const content = await findThreads(db, postId, ids)
  return {
    items: ids.flatMap(id => toThreadView(postId, id, content) ?? []),
    nextCursor: rows.length > limit && last ? toCursor({ at: last.createdAt, id: last.id }) : null,
  }
}

/** @throws {AppError} not_found for a thread of another post */
export async function getThread(db: Tx, { postId }: AllowedPost<'read'>, threadId: string): Promise<ThreadView> {
  const view = toThreadView(postId, threadId, await findThreads(db, postId, [threadId]))
  if (!view) throw new AppError('not_found')
  return view
}

/** @throws {AppError} not_found for a comment of another post */
export async function getComment(db: Tx, { postId }: AllowedPost<'read'>, commentId: string): Promise<CommentView> {
  const { comments } = await readThreads(
    db,
    Prisma.sql`where t."postId" = ${postId}::uuid and t.id = (select "threadId" from comment where id = ${commentId}::uuid)`,
  )
  const comment = comments.get(commentId)
  if (!comment) throw new AppError('not_found')
  return { ...comment, id: commentId }
}

function toThreadView(postId: string, id: string, { threads, comments }: DiscussionContent): ThreadView | null {
  const thread = threads.get(id)
  if (!thread) return null
  const own = [...comments].filter(([, comment]) => comment.threadId === id)
  return { ...thread, id, postId, comments: own.map(([commentId, comment]) => ({ ...comment, id: commentId })) }
}

type Row = {
  id: string
  anchorStart: Uint8Array | null
  anchorEnd: Uint8Array | null
  quote: string
  quoteOnce: boolean
  createdAt: Date
  createdBy: unknown
  resolvedAt: Date | null
  resolvedBy: unknown
  comments: unknown
}

const CommentRows = z.array(
  DiscussionComment.omit({ removed: true }).extend({ id: z.string(), removed: z.boolean(), author: z.unknown() }),
)

/** One statement, so that a thread and its comments are of one moment. Oldest first, comments in the order they came. */
async function readThreads(db: Tx, where: Prisma.Sql): Promise<DiscussionContent> {
  const rows = await db.$queryRaw<Row[]>`
    select t.id, t."anchorStart", t."anchorEnd", t.quote, t."quoteOnce", t."createdAt", t."resolvedAt",
      ${personSql(Prisma.sql`t."createdById"`)} as "createdBy",
      ${personSql(Prisma.sql`t."resolvedById"`)} as "resolvedBy",
      (select jsonb_agg(jsonb_build_object(
          'id', c.id, 'threadId', c."threadId", 'body', c.body, 'author', ${personSql(Prisma.sql`c."authorId"`)},
          'createdAt', ${timeSql(Prisma.sql`c."createdAt"`)}, 'editedAt', ${timeSql(Prisma.sql`c."editedAt"`)},
          'removed', c."deletedAt" is not null,
          'reactions', (select coalesce(jsonb_object_agg(r.emoji, r.people), '{}') from (
            select emoji, jsonb_agg("userId" order by at, "userId") as people
            from comment_reaction where "commentId" = c.id group by emoji
          ) r)
        ) order by c."createdAt", c.id) from comment c where c."threadId" = t.id) as comments
    from thread t ${where} order by t."createdAt", t.id`
  const threads = new Map<string, DiscussionThread>()
  const comments = new Map<string, DiscussionComment>()
  for (const row of rows) {
    threads.set(row.id, toThread(row))
    for (const { id, removed, author, ...comment } of CommentRows.parse(row.comments ?? [])) {
      comments.set(id, { ...comment, author: toPerson(author), ...(removed && { removed: true as const }) })
    }
  }
  return { threads, comments }
}

function personSql(id: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`coalesce(
    (select jsonb_build_object('id', u.id, 'name', u.name, 'color', u.color) from "user" u where u.id = ${id}),
    (select jsonb_build_object('id', g.id, 'name', ${guestNameSql(Prisma.sql`g.name`)}, 'color', ${GUEST_COLOR}::int) from share_guest g where g.id = ${id})
  )`
}

/** As JavaScript writes it. */
function timeSql(time: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

function toThread(row: Row): DiscussionThread {
  const { anchorStart, anchorEnd, quote, quoteOnce } = row
  return {
    anchor: anchorStart && anchorEnd && { start: toBase64(anchorStart), end: toBase64(anchorEnd) },
    quote,
    quoteOnce,
    createdBy: toPerson(row.createdBy),
    createdAt: row.createdAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    resolvedBy: toPerson(row.resolvedBy),
  }
}

function toPerson(value: unknown): FeedPerson | null {
  return value === null || value === undefined ? null : FeedPerson.parse(value)
}
