/** Who hears of what is said about a post: whoever began it or has commented on it, and whoever asked to; not who muted it. */
import type { PostWatchChoice } from '#domain/contract/inputs/preferences.ts'
import type { Db, Tx } from '#prisma/client.ts'
import type { AllowedPost } from './access.ts'
import { databaseNow } from './database-clock.ts'

/** Ids of the people who hear of comments on it; those who muted it among them are left out where they are told. */
export async function findWatchers(tx: Tx, postId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ userId: string }[]>`
    select "createdById" as "userId" from post where id = ${postId}::uuid
    union select "userId" from post_watch where "postId" = ${postId}::uuid and watches
    union select c."authorId" from comment c join thread t on t.id = c."threadId"
      left join notification_preference p on p."userId" = c."authorId"
      where t."postId" = ${postId}::uuid and c."deletedAt" is null and p."watchOnComment" is not false`
  return rows.map(({ userId }) => userId)
}

/** Ids of those who asked to hear of it. */
export async function findWhoAsked(tx: Tx, postId: string): Promise<string[]> {
  const rows = await tx.postWatch.findMany({ where: { postId, watches: true }, select: { userId: true } })
  return rows.map(({ userId }) => userId)
}

type PostWatchView = {
  readonly watch: PostWatchChoice
  /** Whether comments on it are told, by choice or by default. */
  readonly hears: boolean
}

export async function getWatch(db: Tx, { postId, userId }: AllowedPost<'read'>): Promise<PostWatchView> {
  const row = await db.postWatch.findUnique({ where: { postId_userId: { postId, userId } }, select: { watches: true } })
  if (row) return { watch: row.watches ? 'watching' : 'muted', hears: row.watches }
  return { watch: 'default', hears: (await findWatchers(db, postId)).includes(userId) }
}

export async function setWatch(db: Db, { postId, userId }: AllowedPost<'read'>, watch: PostWatchChoice): Promise<void> {
  if (watch === 'default') {
    await db.postWatch.deleteMany({ where: { postId, userId } })
    return
  }
  const row = { watches: watch === 'watching', at: await databaseNow(db) }
  await db.postWatch.upsert({
    where: { postId_userId: { postId, userId } },
    create: { postId, userId, ...row },
    update: row,
  })
}
