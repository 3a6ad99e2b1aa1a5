/** Posts in the shape of the contract, one or a page of them. */
import { z } from 'zod'
import { docName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import { CHANGED_SINCE, FeedDelivery, FeedPerson, FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostId } from '#domain/contract/ids.ts'
import { type Place, toCursor } from '#domain/contract/inputs/lists.ts'
import { POST_ACCESS, type PostAccess } from '#domain/contract/inputs/sharing.ts'
import { POST_STATES, type PostState } from '#domain/contract/post-status.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { type AllowedPost, type AllowedWorkspace, mayReadSql } from '#domain/services/access.ts'
import { findFrozenText, isSameText, readPostText } from '#domain/services/versions.ts'
import type { Tx } from '#prisma/client.ts'
import { type Post, Prisma } from '#prisma/generated/client.ts'
import { POST_FACTS, type PostFacts, type PostFactsRow, toPostFacts } from './post-facts.ts'

/** The version that was approved, pinned: it is what goes out. */
const PostApproval = z.object({
  versionId: z.string(),
  /** Number of the version. */
  version: z.number().int(),
  /** sha-256 (hex) of its canonical JSON. */
  hash: z.string(),
  by: FeedPerson.nullable(),
  at: z.string(),
  /**
   * Whether text, title or fields have changed since. Lists and conflicts do not look at the text: there it is null for
   * the moment in which what was written last has not been compared yet.
   */
  stale: z.boolean().nullable(),
})

/** Times are ISO 8601 in UTC. */
export const PostView = z
  .object({
    id: z.string(),
    workspaceId: z.string(),
    slug: z.string(),
    title: z.string(),
    excerpt: z.string(),
    tags: z.array(z.string()),
    state: z.enum(POST_STATES),
    rev: z.number().int(),
    /** `private`: only its creator and the people named see it. */
    access: z.enum(POST_ACCESS),
    scheduledAt: z.string().nullable(),
    timeZone: z.string().nullable(),
    publishedAt: z.string().nullable(),
    /** sha-256 (hex) of the canonical JSON that was frozen last. */
    contentHash: z.string().nullable(),
    /** When its time was found to have passed while the server was off: it waits for a person. */
    heldAt: z.string().nullable(),
    approval: PostApproval.nullable(),
    /** What an approved or scheduled post's text has changed since: what was frozen then goes out. */
    changedSince: z.enum(CHANGED_SINCE).nullable(),
    /**
     * Of each channel the newest delivery: of the version that was frozen last, and what is out, or may be, of older ones.
     */
    deliveries: z.array(FeedDelivery.extend({ attempts: z.number().int() })),
    /** Threads of comments that nobody has resolved. */
    openThreads: z.number().int(),
    /** What readers did, over all channels; null for nothing. */
    readers: FeedPost.shape.readers.unwrap().nullable(),
    createdBy: FeedPerson.nullable(),
    /** Who gave the last status command. */
    changedBy: FeedPerson.nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Post' })
export type PostView = z.infer<typeof PostView>

/**
 * The same, with its text looked at: says whether the approval still is of this text.
 * @throws {AppError} not_found; storage_unavailable
 */
export async function getPostWithText(
  { db, log }: { readonly db: Tx; readonly log: UpdateLog },
  post: AllowedPost<'read'>,
): Promise<PostView> {
  const view = await getPost(db, post)
  if (!view.approval) return view
  const [approved, text] = await Promise.all([
    findFrozenText(db, view.approval.versionId),
    readPostText(log, post.postId),
  ])
  const stale = !approved || !isSameText(approved, text)
  const isWaiting = view.state === 'approved' || view.state === 'scheduled'
  return { ...view, approval: { ...view.approval, stale }, changedSince: stale && isWaiting ? 'approval' : null }
}

/** @throws {AppError} not_found when it went meanwhile */
export async function getPost(db: Tx, { postId }: AllowedPost<'read'>): Promise<PostView> {
  const row = await db.post.findUnique({ where: { id: postId } })
  if (!row) throw new AppError('not_found')
  const [view] = await toViews(db, [row])
  if (!view) throw new AppError('not_found')
  return view
}

type PostPage = { readonly items: PostView[]; readonly nextCursor: string | null }

type ListOptions = {
  readonly limit: number
  readonly after?: Place | undefined
  /** Only those last changed at this moment or earlier. */
  readonly before?: Date | undefined
  /** Everything but the bin if left out. */
  readonly states?: readonly PostState[] | undefined
}

/** Those the person may see, last changed first. */
export async function listPosts(
  db: Tx,
  { workspaceId, userId }: AllowedWorkspace<'read'>,
  { limit, after, before, states }: ListOptions,
): Promise<PostPage> {
  const ids = await db.$queryRaw<{ id: string }[]>`
    select p.id from post p
    where p."workspaceId" = ${workspaceId}::uuid and ${mayReadSql(Prisma.sql`p.id`, userId)}
      and ${states ? Prisma.sql`p.state = any(${states}::text[])` : Prisma.sql`p.state <> 'deleted'`}
      ${before ? Prisma.sql`and p."updatedAt" <= ${before}::timestamptz` : Prisma.empty}
      ${after ? Prisma.sql`and (p."updatedAt", p.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : Prisma.empty}
    order by p."updatedAt" desc, p.id desc limit ${limit + 1}`
  const rows = await db.post.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: await toViews(db, page),
    nextCursor: rows.length > limit && last ? toCursor({ at: last.updatedAt, id: last.id }) : null,
  }
}

async function toViews(db: Tx, rows: readonly Post[]): Promise<PostView[]> {
  const approvedIds = rows.flatMap(({ approvedVersionId }) => approvedVersionId ?? [])
  const [factsById, people, versions, endByPost] = await Promise.all([
    findFacts(db, rows),
    db.user.findMany({
      where: { id: { in: [...new Set(rows.flatMap(row => [row.createdById, row.approvedById ?? []].flat()))] } },
      select: { id: true, name: true, color: true },
    }),
    approvedIds.length === 0
      ? []
      : db.postVersion.findMany({
          where: { id: { in: approvedIds } },
          select: { id: true, number: true, contentHash: true, createdAt: true, logSeq: true },
        }),
    findLogEnds(db, approvedIds.length === 0 ? [] : rows.filter(row => row.approvedVersionId).map(({ id }) => id)),
  ])
  const personById = new Map(people.map(person => [person.id, person]))
  const versionById = new Map(versions.map(version => [version.id, version]))
  return rows.flatMap(row => {
    const facts = factsById.get(row.id)
    // Gone between one question and the next.
    if (!facts) return []
    const version = versionById.get(row.approvedVersionId ?? '')
    return toView(
      row,
      facts,
      personById,
      version && { ...version, stale: staleOf(row, version.logSeq, endByPost.get(row.id)) },
    )
  })
}

async function findFacts(db: Tx, rows: readonly Post[]): Promise<ReadonlyMap<string, PostFacts>> {
  if (rows.length === 0) return new Map()
  const stateById = new Map(rows.map(({ id, state }) => [id, state as PostState]))
  const facts = await db.$queryRaw<(PostFactsRow & { id: string })[]>`
    select p.id, ${POST_FACTS} from post p left join post_engagement e on e."postId" = p.id
    where p.id = any(${rows.map(({ id }) => id)}::uuid[])`
  return new Map(facts.map(row => [row.id, toPostFacts(row, stateById.get(row.id) ?? 'draft')]))
}

/** Null while the newest row of the log has not been compared with it. */
function staleOf({ textSeq, movedOn }: Post, versionSeq: number, endSeq = 0): boolean | null {
  if (versionSeq === endSeq) return false
  return textSeq >= endSeq ? movedOn : null
}

/** The newest row of each post's log: a version that holds it is the text as it is now. */
async function findLogEnds(db: Tx, postIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (postIds.length === 0) return new Map()
  const idByDoc = new Map(postIds.map(id => [docName.post(id as PostId), id]))
  const heads = await db.docHead.findMany({
    where: { doc: { in: [...idByDoc.keys()] } },
    select: { doc: true, seq: true },
  })
  return new Map(heads.map(({ doc, seq }) => [idByDoc.get(doc as ReturnType<typeof docName.post>) ?? '', seq]))
}

type ApprovedVersion = {
  readonly id: string
  readonly number: number
  readonly contentHash: string
  readonly createdAt: Date
  readonly stale: boolean | null
}

function toView(
  row: Post,
  { openThreads, by, deliveries, readers }: PostFacts,
  personById: ReadonlyMap<string, FeedPerson>,
  approved: ApprovedVersion | undefined,
): PostView {
  return {
    id: row.id,
    workspaceId: row.workspaceId,
    slug: row.slug,
    title: row.title,
    excerpt: row.excerpt,
    tags: row.tags,
    state: row.state as PostState,
    rev: row.rev,
    access: row.access as PostAccess,
    scheduledAt: row.scheduledAt?.toISOString() ?? null,
    timeZone: row.timeZone,
    publishedAt: row.publishedAt?.toISOString() ?? null,
    contentHash: row.contentHash,
    heldAt: row.heldAt?.toISOString() ?? null,
    approval: approved
      ? {
          versionId: approved.id,
          version: approved.number,
          hash: approved.contentHash,
          by: personById.get(row.approvedById ?? '') ?? null,
          at: (row.approvedAt ?? approved.createdAt).toISOString(),
          stale: approved.stale,
        }
      : null,
    changedSince: changedSince(row),
    deliveries: [...deliveries],
    openThreads,
    readers,
    createdBy: personById.get(row.createdById) ?? null,
    changedBy: by,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }
}

function changedSince({ state, movedOn, approvedVersionId }: Post): PostView['changedSince'] {
  if (!movedOn || (state !== 'approved' && state !== 'scheduled')) return null
  return approvedVersionId === null ? 'schedule' : 'approval'
}
