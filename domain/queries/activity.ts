/** The activity log of a post or a workspace, newest first, a page at a time. */
import { z } from 'zod'
import { ACCOUNT_ACTIVITY, ACTIVITY_KINDS, type ActivityKind } from '#domain/contract/activity.ts'
import { FeedPerson } from '#domain/contract/feed-shape.ts'
import { type Place, toCursor } from '#domain/contract/inputs/lists.ts'
import { can } from '#domain/contract/rights.ts'
import { type AllowedPost, type AllowedWorkspace, mayReadSql } from '#domain/services/access.ts'
import type { Tx } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'

export const ActivityView = z
  .object({
    id: z.string(),
    /** ISO 8601 in UTC. */
    at: z.string(),
    kind: z.string(),
    /** Null for what the server did by itself, and for people who are gone. */
    by: FeedPerson.nullable(),
    post: z.object({ id: z.string(), title: z.string() }).nullable(),
    /** Facts of its kind: states, numbers of versions, names. */
    data: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  })
  .meta({ id: 'Activity' })
export type ActivityView = z.infer<typeof ActivityView>

export const ActivityFilter = z.object({
  /** One kind or several, with commas between them. */
  kind: z
    .string()
    .transform(kinds => kinds.split(','))
    .pipe(z.array(z.enum(ACTIVITY_KINDS)).min(1).max(ACTIVITY_KINDS.length))
    .optional(),
  /** Id of the person who did it. */
  by: z.string().max(64).optional(),
})

type Options = {
  readonly limit: number
  readonly after?: Place | undefined
  readonly kind?: readonly ActivityKind[] | undefined
  readonly by?: string | undefined
}

type ActivityPage = { readonly items: ActivityView[]; readonly nextCursor: string | null }

export async function listPostActivity(
  db: Tx,
  { postId }: AllowedPost<'read'>,
  options: Options,
): Promise<ActivityPage> {
  return list(db, Prisma.sql`a."postId" = ${postId}::uuid`, options)
}

/** Without what concerns posts that the person may not see, and the accounts of others where they do not manage. SPEC AU111. */
export async function listWorkspaceActivity(
  db: Tx,
  { workspaceId, userId, role }: AllowedWorkspace<'read'>,
  options: Options,
): Promise<ActivityPage> {
  const isOfOwnAccount = Prisma.sql`(a."userId" = ${userId} or a.kind <> all(${[...ACCOUNT_ACTIVITY]}))`
  const isSeen = Prisma.sql`(a."postId" is null or ${mayReadSql(Prisma.sql`a."postId"`, userId)})
    ${can(role, 'manage') ? Prisma.empty : Prisma.sql`and ${isOfOwnAccount}`}`
  return list(db, Prisma.sql`a."workspaceId" = ${workspaceId}::uuid and ${isSeen}`, options)
}

type Row = {
  readonly id: string
  readonly at: Date
  readonly kind: string
  readonly userId: string | null
  readonly postId: string | null
  readonly data: unknown
}

async function list(db: Tx, scope: Prisma.Sql, { limit, after, kind, by }: Options): Promise<ActivityPage> {
  const rows = await db.$queryRaw<Row[]>`
    select a.id, a.at, a.kind, a."userId", a."postId", a.data from activity a
    where ${scope}
      ${kind === undefined ? Prisma.empty : Prisma.sql`and a.kind = any(${[...kind]})`}
      ${by === undefined ? Prisma.empty : Prisma.sql`and a."userId" = ${by}`}
      ${after ? Prisma.sql`and (a.at, a.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : Prisma.empty}
    order by a.at desc, a.id desc limit ${limit + 1}`
  const page = rows.slice(0, limit)
  const [people, posts] = await Promise.all([
    db.user.findMany({
      where: { id: { in: [...new Set(page.flatMap(({ userId }) => userId ?? []))] } },
      select: { id: true, name: true, color: true },
    }),
    db.post.findMany({
      where: { id: { in: [...new Set(page.flatMap(({ postId }) => postId ?? []))] } },
      select: { id: true, title: true },
    }),
  ])
  const personById = new Map(people.map(person => [person.id, person]))
  const postById = new Map(posts.map(post => [post.id, post]))
  const last = page.at(-1)
  return {
    items: page.map(row => ({
      id: row.id,
      at: row.at.toISOString(),
      kind: row.kind,
      by: row.userId === null ? null : (personById.get(row.userId) ?? null),
      post: row.postId === null ? null : (postById.get(row.postId) ?? null),
      data: ActivityView.shape.data.catch({}).parse(row.data),
    })),
    nextCursor: rows.length > limit && last ? toCursor(last) : null,
  }
}
