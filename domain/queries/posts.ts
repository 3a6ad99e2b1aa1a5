/** Posts in the shape of the contract, one or a page of them. */
import { z } from 'zod'
import { AppError } from '#domain/contract/errors.ts'
import { FeedDelivery, FeedPerson } from '#domain/contract/feed-shape.ts'
import { type Place, toCursor } from '#domain/contract/inputs/lists.ts'
import { DELIVERY_STATES, type DeliveryState, POST_STATES, type PostState } from '#domain/contract/post-status.ts'
import type { AllowedPost, AllowedWorkspace } from '#domain/services/access.ts'
import type { Tx } from '#prisma/client.ts'
import type { Channel, Delivery, Post } from '#prisma/generated/client.ts'

/** Times are ISO 8601 in UTC. */
export const PostView = z
  .object({
    id: z.string(),
    workspaceId: z.string(),
    slug: z.string(),
    title: z.string(),
    excerpt: z.string(),
    state: z.enum(POST_STATES),
    rev: z.number().int(),
    scheduledAt: z.string().nullable(),
    timeZone: z.string().nullable(),
    publishedAt: z.string().nullable(),
    /** sha-256 (hex) of the canonical JSON that was frozen last. */
    contentHash: z.string().nullable(),
    deliveries: z.array(FeedDelivery.extend({ state: z.enum(DELIVERY_STATES), attempts: z.number().int() })),
    createdBy: FeedPerson.nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Post' })
export type PostView = z.infer<typeof PostView>

type Row = Post & { deliveries: (Delivery & { channel: Channel })[] }

const withDeliveries = {
  deliveries: { include: { channel: true }, orderBy: { createdAt: 'asc' } },
} as const

/** @throws {AppError} not_found when it went meanwhile */
export async function getPost(db: Tx, { postId }: AllowedPost<'read'>): Promise<PostView> {
  const row = await db.post.findUnique({ where: { id: postId }, include: withDeliveries })
  if (!row) throw new AppError('not_found')
  const [view] = await toViews(db, [row])
  if (!view) throw new AppError('not_found')
  return view
}

export type PostPage = { readonly items: PostView[]; readonly nextCursor: string | null }

type ListOptions = {
  readonly limit: number
  readonly after?: Place | undefined
  /** Only those last changed at this moment or earlier. */
  readonly before?: Date | undefined
  /** Everything but the bin if left out. */
  readonly state?: PostState | undefined
}

/** Last changed first. */
export async function listPosts(
  db: Tx,
  { workspaceId }: AllowedWorkspace<'read'>,
  { limit, after, before, state }: ListOptions,
): Promise<PostPage> {
  const rows = await db.post.findMany({
    where: {
      workspaceId,
      state: state ?? { not: 'deleted' },
      ...(before && { AND: { updatedAt: { lte: before } } }),
      ...(after ? { OR: [{ updatedAt: { lt: after.at } }, { updatedAt: after.at, id: { lt: after.id } }] } : {}),
    },
    include: withDeliveries,
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: await toViews(db, page),
    nextCursor: rows.length > limit && last ? toCursor({ at: last.updatedAt, id: last.id }) : null,
  }
}

async function toViews(db: Tx, rows: readonly Row[]): Promise<PostView[]> {
  const people = await db.user.findMany({
    where: { id: { in: [...new Set(rows.map(row => row.createdById))] } },
    select: { id: true, name: true, color: true },
  })
  const personById = new Map(people.map(person => [person.id, person]))
  return rows.map(row => toView(row, personById))
}

function toView(row: Row, personById: ReadonlyMap<string, z.infer<typeof FeedPerson>>): PostView {
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    slug: row.slug,
    title: row.title,
    excerpt: row.excerpt,
    state: row.state as PostState,
    rev: row.rev,
    scheduledAt: row.scheduledAt?.toISOString() ?? null,
    timeZone: row.timeZone,
    publishedAt: row.publishedAt?.toISOString() ?? null,
    contentHash: row.contentHash,
    deliveries: row.deliveries
      .filter(({ versionId }) => versionId === row.frozenVersionId)
      .map(({ channel, state, url, reason, attempts, nextTryAt }) => ({
        channelId: channel.id,
        name: channel.name,
        kind: channel.kind,
        state: state as DeliveryState,
        url,
        reason,
        attempts,
        ...(nextTryAt && { nextTryAt: nextTryAt.toISOString() }),
      })),
    createdBy: personById.get(row.createdById) ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}
