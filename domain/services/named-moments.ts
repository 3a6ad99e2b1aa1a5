/** Names of moments of a post's history: a moment is the row of the log that ends it, and has one name at most. */
import { docName } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import type { NameMoment } from '#domain/contract/inputs/moments.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { AllowedPost } from './access.ts'
import { recordActivity } from './activity.ts'
import type { Stores } from './posts.ts'
import { transact } from './transact.ts'

/**
 * Gives that moment a name, in the place of the one it had. The same again changes nothing.
 *
 * @throws {AppError} not_found when there is no such row; invalid_transition for a post in the bin; too_large for too many
 */
export async function nameMoment(
  { db, log }: Stores,
  { postId, workspaceId, userId, state }: AllowedPost<'edit'>,
  seq: number,
  { name }: NameMoment,
): Promise<void> {
  if (state === 'deleted') throw new AppError('invalid_transition', { message: 'This post is in the bin.' })
  const [row] = await log.history(docName.post(postId), seq - 1, seq)
  if (!row) throw new AppError('not_found')
  await transact(db, async (tx, emit) => {
    // One at a time for a post: what it was called before, and how many there are, stays true until the commit.
    await tx.$executeRaw`select 1 from post where id = ${postId}::uuid for update`
    const held = await tx.namedMoment.findMany({ where: { postId }, select: { logSeq: true, name: true } })
    const before = held.find(({ logSeq }) => logSeq === seq)?.name
    if (before === name) return
    if (before === undefined && held.length >= LIMITS.namedMomentsPerPost) {
      throw new AppError('too_large', { message: 'A post has so many named moments at most. Take a name away first.' })
    }
    const named = { name, namedById: userId, namedAt: new Date() }
    await tx.namedMoment.upsert({
      where: { postId_logSeq: { postId, logSeq: seq } },
      create: { postId, logSeq: seq, at: row.at, ...named },
      update: named,
    })
    await recordActivity(tx, {
      workspaceId,
      postId,
      userId,
      ...(before === undefined
        ? { kind: 'moment_named', data: { name } }
        : { kind: 'moment_renamed', data: { name, before } }),
    })
    emit({ type: 'moments.named', postId })
  })
}

/** The moment stays, without a name. @throws {AppError} not_found when it has none */
export async function unnameMoment(
  { db }: Pick<Stores, 'db'>,
  { postId, workspaceId, userId }: AllowedPost<'edit'>,
  seq: number,
): Promise<void> {
  await transact(db, async (tx, emit) => {
    const [gone] = await tx.$queryRaw<{ name: string }[]>`
      delete from named_moment where "postId" = ${postId}::uuid and "logSeq" = ${seq} returning name`
    if (!gone) throw new AppError('not_found')
    await recordActivity(tx, { workspaceId, postId, userId, kind: 'moment_unnamed', data: { name: gone.name } })
    emit({ type: 'moments.named', postId })
  })
}
