/**
 * What the public site shows: per post the version that its site channel has published last, exactly as it was frozen.
 * Drafts, and posts in the archive or the bin, are not there. No proof is asked for: everybody may read this.
 */
import type { JsonNode } from '#domain/text/document.ts'
import type { Tx } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'

export type SiteWorkspace = { readonly id: string; readonly name: string; readonly slug: string }

export type SitePost = {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly content: JsonNode
  readonly contentHash: string
  readonly author: string
  readonly authorColor: number
  readonly publishedAt: Date
  /** When this version was frozen. */
  readonly versionAt: Date
  readonly version: number
}

export async function findSiteWorkspace(db: Tx, slug: string): Promise<SiteWorkspace | null> {
  return db.workspace.findUnique({ where: { slug }, select: { id: true, name: true, slug: true } })
}

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

/** The version of a post that the site shows now. */
export async function findSiteVersionId(db: Tx, postId: string): Promise<string | null> {
  const [row] = await db.$queryRaw<{ versionId: string }[]>`
    select live."versionId" from post p ${LIVE} where p.id = ${postId}::uuid and ${IS_PUBLIC}`
  return row?.versionId ?? null
}

const LIVE = Prisma.sql`
  cross join lateral (
    select d."versionId" from delivery d join channel c on c.id = d."channelId"
    where d."postId" = p.id and d.state = 'published' and c.kind = 'site'
    order by d."updatedAt" desc limit 1
  ) live`

const IS_PUBLIC = Prisma.sql`p."liveVersionId" is not null and p.state not in ('archived', 'deleted')`

async function findLive(db: Tx, where: Prisma.Sql): Promise<SitePost[]> {
  return db.$queryRaw<SitePost[]>`
    select p.id, p.slug, v.title, v.content, v."contentHash", v.number as version, v."createdAt" as "versionAt",
      coalesce(p."publishedAt", v."createdAt") as "publishedAt",
      coalesce(u.name, '') as author, coalesce(u.color, 1) as "authorColor"
    from post p ${LIVE}
      join post_version v on v.id = live."versionId"
      left join "user" u on u.id = p."createdById"
    where ${IS_PUBLIC} and ${where}`
}
