/**
 * What the public site shows: per post the version that its site channel has published last, exactly as it was frozen.
 * Drafts, and posts in the archive or the bin, are not there. No proof is asked for: everybody may read this.
 */
import type { CommentPolicy, ReaderReaction } from '#domain/contract/engagement.ts'
import type { PostId, WorkspaceId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { JsonNode } from '#domain/text/document.ts'
import { type Cover, coverOf, type Fields, tagsOf } from '#domain/text/post-fields.ts'
import type { Tx } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'

export type SiteWorkspace = {
  readonly id: string
  readonly name: string
  readonly slug: string
  readonly commentPolicy: CommentPolicy
}

export type SitePost = {
  readonly id: PostId
  readonly workspaceId: WorkspaceId
  /** The site channel that published it. */
  readonly channelId: string
  readonly slug: string
  readonly title: string
  readonly content: JsonNode
  readonly tags: readonly string[]
  readonly cover: Cover | null
  readonly contentHash: string
  readonly author: string
  readonly authorColor: number
  readonly publishedAt: Date
  /** When this version was frozen. */
  readonly versionAt: Date
  readonly version: number
}

export async function findSiteWorkspace(db: Tx, slug: string): Promise<SiteWorkspace | null> {
  const row = await db.workspace.findUnique({ where: { slug }, select: SITE_WORKSPACE })
  return row && { ...row, commentPolicy: row.commentPolicy as CommentPolicy }
}

export async function findSiteWorkspaceById(db: Tx, id: WorkspaceId): Promise<SiteWorkspace | null> {
  const row = await db.workspace.findUnique({ where: { id }, select: SITE_WORKSPACE })
  return row && { ...row, commentPolicy: row.commentPolicy as CommentPolicy }
}

const SITE_WORKSPACE = { id: true, name: true, slug: true, commentPolicy: true } as const

/** Newest first. */
export async function findSitePosts(db: Tx, workspaceId: string, most: number): Promise<SitePost[]> {
  return findLive(
    db,
    Prisma.sql`p."workspaceId" = ${workspaceId}::uuid order by p."publishedAt" desc, p.id desc limit ${most}`,
  )
}

export async function findSitePost(db: Tx, workspaceId: string, slug: string): Promise<SitePost | null> {
  const [post] = await findLive(db, Prisma.sql`p."workspaceId" = ${workspaceId}::uuid and p.slug = ${slug}`)
  return post ?? null
}

export async function findSitePostById(db: Tx, id: PostId): Promise<SitePost | null> {
  const [post] = await findLive(db, Prisma.sql`p.id = ${id}::uuid`)
  return post ?? null
}

/** What readers did about a post, as its public page shows it. */
export type ReaderSide = {
  readonly reactions: Readonly<Partial<Record<ReaderReaction, number>>>
  /** The newest LIMITS.readerCommentsShown, the oldest of them first. */
  readonly comments: readonly ReaderWords[]
  /** All that are shown, also those that do not fit. */
  readonly commentCount: number
}
export type ReaderWords = { readonly id: string; readonly name: string; readonly body: string; readonly at: Date }

export async function findReaderSide(db: Tx, postId: PostId): Promise<ReaderSide> {
  const [reactions, newest, commentCount] = await Promise.all([
    db.readerReaction.findMany({ where: { postId }, select: { reaction: true, count: true } }),
    db.readerComment.findMany({
      where: { postId, state: 'shown' },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: LIMITS.readerCommentsShown,
      select: { id: true, name: true, body: true, createdAt: true },
    }),
    db.readerComment.count({ where: { postId, state: 'shown' } }),
  ])
  return {
    reactions: Object.fromEntries(reactions.map(({ reaction, count }) => [reaction, count])),
    comments: newest.reverse().map(({ createdAt, ...comment }) => ({ ...comment, at: createdAt })),
    commentCount,
  }
}

type AskedPost = { readonly workspace: string; readonly slug: string }

type PostStamp = {
  /** Hash of what its page is made of: as long as it is the same, the page is. */
  readonly stamp: string
  readonly postId: PostId
  readonly workspaceId: WorkspaceId
  readonly channelId: string
}

/** Of each post that is asked for, in the order of asking; null for what is not public. */
export async function findPostStamps(db: Tx, asked: readonly AskedPost[]): Promise<(PostStamp | null)[]> {
  const rows = await db.$queryRaw<(PostStamp & { readonly place: number })[]>`
    select asked.place::int, p.id as "postId", p."workspaceId", live."channelId", md5(jsonb_build_array(w.name, w."commentPolicy", live."versionId", live."channelId",
      p."publishedAt", u.name, u.color, e.rev)::text) as stamp
    from unnest(${asked.map(({ workspace }) => workspace)}::text[], ${asked.map(({ slug }) => slug)}::text[])
        with ordinality as asked(workspace, slug, place)
      join workspace w on w.slug = asked.workspace
      join post p on p."workspaceId" = w.id and p.slug = asked.slug ${LIVE}
      left join "user" u on u.id = p."createdById"
      left join post_engagement e on e."postId" = p.id
    where ${IS_PUBLIC}`
  const byPlace = new Map(rows.map(({ place, ...stamp }) => [place, stamp]))
  return asked.map((_, index) => byPlace.get(index + 1) ?? null)
}

/** The same for everything that lists the newest posts of a workspace. Null when there is no such workspace. */
export async function findListStamp(db: Tx, workspace: string, most: number): Promise<string | null> {
  const [row] = await db.$queryRaw<{ stamp: string }[]>`
    select md5(jsonb_build_array(w.name, (
      select jsonb_agg(jsonb_build_array(p.id, p.slug, p."publishedAt", live."versionId", u.name, u.color)
        order by p."publishedAt" desc, p.id desc)
      from (
        select * from post p where p."workspaceId" = w.id and ${IS_PUBLIC}
        order by p."publishedAt" desc, p.id desc limit ${most}
      ) p ${LIVE} left join "user" u on u.id = p."createdById"
    ), (
      select jsonb_agg(jsonb_build_array(c.id, c.settings) order by c."createdAt", c.id) from channel c
      where c."workspaceId" = w.id and c.kind = 'newsletter' and c.enabled and c."removedAt" is null
    ))::text) as stamp
    from workspace w where w.slug = ${workspace}`
  return row?.stamp ?? null
}

/** Addresses of the workspaces that have something published. */
export async function findPublicSlugs(db: Tx): Promise<string[]> {
  const rows = await db.$queryRaw<{ slug: string }[]>`
    select w.slug from workspace w where exists (
      select from post p ${LIVE} where p."workspaceId" = w.id and ${IS_PUBLIC}
    ) order by w.slug`
  return rows.map(({ slug }) => slug)
}

export type SiteEntry = { readonly slug: string; readonly changedAt: Date }

/** Every public post, newest first: what a site map lists. */
export async function findSiteEntries(db: Tx, workspaceId: string, most: number): Promise<SiteEntry[]> {
  return db.$queryRaw<SiteEntry[]>`
    select p.slug, greatest(p."publishedAt", v."createdAt") as "changedAt"
    from post p ${LIVE} join post_version v on v.id = live."versionId"
    where ${IS_PUBLIC} and p."workspaceId" = ${workspaceId}::uuid
    order by p."publishedAt" desc, p.id desc limit ${most}`
}

/** The version of a post that the site shows now. */
export async function findSiteVersionId(db: Tx, postId: string): Promise<string | null> {
  const [row] = await db.$queryRaw<{ versionId: string }[]>`
    select live."versionId" from post p ${LIVE} where p.id = ${postId}::uuid and ${IS_PUBLIC}`
  return row?.versionId ?? null
}

const LIVE = Prisma.sql`
  cross join lateral (
    select d."versionId", d."channelId" from delivery d join channel c on c.id = d."channelId"
    where d."postId" = p.id and d.state = 'published' and c.kind = 'site'
    order by d."updatedAt" desc limit 1
  ) live`

const IS_PUBLIC = Prisma.sql`p."liveVersionId" is not null and p.state not in ('archived', 'deleted')`

async function findLive(db: Tx, where: Prisma.Sql): Promise<SitePost[]> {
  const rows = await db.$queryRaw<(Omit<SitePost, 'tags' | 'cover'> & { fields: Fields })[]>`
    select p.id, p."workspaceId", live."channelId", p.slug, v.title, v.content, v.fields, v."contentHash", v.number as version, v."createdAt" as "versionAt",
      coalesce(p."publishedAt", v."createdAt") as "publishedAt",
      coalesce(u.name, '') as author, coalesce(u.color, 1) as "authorColor"
    from post p ${LIVE}
      join post_version v on v.id = live."versionId"
      left join "user" u on u.id = p."createdById"
    where ${IS_PUBLIC} and ${where}`
  return rows.map(({ fields, ...post }) => ({ ...post, tags: tagsOf(fields), cover: coverOf(fields) }))
}
