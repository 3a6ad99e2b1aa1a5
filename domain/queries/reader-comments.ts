/** Comments of readers, for those who decide about them: newest first, a page at a time. */
import { z } from 'zod'
import { READER_COMMENT_STATES, type ReaderCommentState } from '#domain/contract/engagement.ts'
import { FeedPerson } from '#domain/contract/feed-shape.ts'
import { type Place, toCursor } from '#domain/contract/inputs/lists.ts'
import {
  type AllowedPost,
  type AllowedReaderComment,
  type AllowedWorkspace,
  mayReadSql,
} from '#domain/services/access.ts'
import type { Tx } from '#prisma/client.ts'
import { Prisma, type ReaderComment } from '#prisma/generated/client.ts'

export const ReaderCommentView = z
  .object({
    id: z.string(),
    post: z.object({ id: z.string(), title: z.string() }),
    /** As the reader wrote them: plain text. */
    name: z.string(),
    body: z.string(),
    state: z.enum(READER_COMMENT_STATES),
    /** ISO 8601 in UTC. */
    createdAt: z.string(),
    decidedAt: z.string().nullable(),
    decidedBy: FeedPerson.nullable(),
  })
  .meta({ id: 'ReaderComment' })
export type ReaderCommentView = z.infer<typeof ReaderCommentView>

export const ReaderCommentFilter = z.object({ state: z.enum(READER_COMMENT_STATES).optional() })

type Options = {
  readonly limit: number
  readonly after?: Place | undefined
  readonly state?: ReaderCommentState | undefined
}
type ReaderCommentPage = { readonly items: ReaderCommentView[]; readonly nextCursor: string | null }

export async function listReaderComments(
  db: Tx,
  of: AllowedWorkspace<'publish'> | AllowedPost<'publish'>,
  { limit, after, state }: Options,
): Promise<ReaderCommentPage> {
  // Of posts that this person may not see nothing is listed, comments on them neither.
  const where = [
    'postId' in of
      ? Prisma.sql`r."postId" = ${of.postId}::uuid`
      : Prisma.sql`r."workspaceId" = ${of.workspaceId}::uuid and ${mayReadSql(Prisma.sql`r."postId"`, of.userId)}`,
    ...(state === undefined ? [] : [Prisma.sql`r.state = ${state}`]),
    ...(after ? [Prisma.sql`(r."createdAt", r.id) < (${after.at}, ${after.id}::uuid)`] : []),
  ]
  const rows = await db.$queryRaw<Row[]>`
    select r.id, r.name, r.body, r.state, r."createdAt", r."decidedAt", r."decidedById",
      jsonb_build_object('id', p.id, 'title', p.title) as post
    from reader_comment r join post p on p.id = r."postId"
    where ${Prisma.join(where, ' and ')} order by r."createdAt" desc, r.id desc limit ${limit + 1}`
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: await toViews(db, page),
    nextCursor: rows.length > limit && last ? toCursor({ at: last.createdAt, id: last.id }) : null,
  }
}

export async function getReaderComment(
  db: Tx,
  { commentId }: AllowedReaderComment<'publish'>,
): Promise<ReaderCommentView> {
  const row = await db.readerComment.findUniqueOrThrow({
    where: { id: commentId },
    include: { post: { select: { id: true, title: true } } },
  })
  const [view] = await toViews(db, [row])
  if (!view) throw new Error('A comment without its view')
  return view
}

type Row = Pick<ReaderComment, 'id' | 'name' | 'body' | 'state' | 'createdAt' | 'decidedAt' | 'decidedById'> & {
  readonly post: { readonly id: string; readonly title: string }
}

async function toViews(db: Tx, rows: readonly Row[]): Promise<ReaderCommentView[]> {
  const people = await db.user.findMany({
    where: { id: { in: [...new Set(rows.flatMap(({ decidedById }) => decidedById ?? []))] } },
    select: { id: true, name: true, color: true },
  })
  const personById = new Map(people.map(person => [person.id, person]))
  return rows.map(row => ({
    id: row.id,
    post: row.post,
    name: row.name,
    body: row.body,
    state: row.state as ReaderCommentState,
    createdAt: row.createdAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decidedBy: row.decidedById === null ? null : (personById.get(row.decidedById) ?? null),
  }))
}
