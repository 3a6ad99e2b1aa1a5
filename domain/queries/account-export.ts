/** What this server knows of a person and what they made, for themselves: as one JSON document, piece by piece. */
import type { PostId, UserId } from '#domain/contract/ids.ts'
import type { UpdateLog } from '#domain/log/update-log.ts'
import { mayReadSql } from '#domain/services/access.ts'
import { readPostText } from '#domain/services/versions.ts'
import { markdownOf } from '#domain/text/markdown.ts'
import type { Db } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'

type Stores = { readonly db: Db; readonly log: UpdateLog }
type OwnPost = { id: PostId; workspaceId: string; title: string; state: string; createdAt: Date }

/** Posts they began and still see come with their present text as Markdown, one at a time: it is never all in memory. */
export async function* exportAccount({ db, log }: Stores, userId: UserId): AsyncGenerator<string> {
  const user = await db.user.findUniqueOrThrow({
    where: { id: userId },
    select: { id: true, name: true, email: true, color: true, createdAt: true },
  })
  const workspaces = await db.member.findMany({
    where: { userId },
    select: { role: true, createdAt: true, workspace: { select: { id: true, name: true } } },
  })
  const tokens = await db.apiToken.findMany({
    where: { userId },
    select: { name: true, createdAt: true, lastUsedAt: true, revokedAt: true },
  })
  const sessions = await db.session.findMany({
    where: { userId },
    select: { createdAt: true, expiresAt: true, ipAddress: true, userAgent: true },
  })
  yield `{"user":${JSON.stringify(user)},"workspaces":${JSON.stringify(workspaces)}`
  yield `,"tokens":${JSON.stringify(tokens)},"sessions":${JSON.stringify(sessions)}`

  yield ',"posts":['
  const posts = await db.$queryRaw<OwnPost[]>`
    select p.id, p."workspaceId", p.title, p.state, p."createdAt" from post p
    where p."createdById" = ${userId} and ${mayReadSql(Prisma.sql`p.id`, userId)} order by p."createdAt"`
  for (const [index, post] of posts.entries()) {
    const { content } = await readPostText(log, post.id)
    yield `${index > 0 ? ',' : ''}${JSON.stringify({ ...post, markdown: markdownOf(content) })}`
  }

  const comments = await db.comment.findMany({
    where: { authorId: userId, deletedAt: null },
    select: { id: true, threadId: true, body: true, createdAt: true, editedAt: true },
    orderBy: { createdAt: 'asc' },
  })
  const namedMoments = await db.namedMoment.findMany({
    where: { namedById: userId },
    select: { postId: true, name: true, at: true, namedAt: true },
    orderBy: { namedAt: 'asc' },
  })
  const notifications = await db.notification.findMany({
    where: { userId },
    select: { kind: true, subject: true, body: true, at: true, readAt: true },
    orderBy: { at: 'asc' },
  })
  yield `],"comments":${JSON.stringify(comments)},"namedMoments":${JSON.stringify(namedMoments)}`
  yield `,"notifications":${JSON.stringify(notifications)}}`
}
