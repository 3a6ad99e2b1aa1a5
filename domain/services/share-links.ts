/**
 * Share links: whoever holds one reads a post without an account, and comments where it says so. The secret has 128
 * random bits, is shown once and kept as a hash; what has ended cannot be told from what never was.
 */
import { AppError } from '#domain/contract/errors.ts'
import type { PostId, WorkspaceId } from '#domain/contract/ids.ts'
import type { CreateShareLink, ShareLevel } from '#domain/contract/inputs/sharing.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import type { Role } from '#domain/contract/roles.ts'
import type { Db, Tx } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'
import type { AllowedPost } from './access.ts'
import { recordActivity } from './activity.ts'
import type { GuestPrincipal } from './guest-pass.ts'
import { hashSecret, randomSecret } from './secrets.ts'
import { type Emit, transact } from './transact.ts'

type ShareLinkView = {
  readonly id: string
  readonly level: ShareLevel
  readonly createdAt: string
  readonly expiresAt: string | null
}

type Shared = AllowedPost<'share'>

/** SQL: whether a link lives. */
export const LIVES = Prisma.sql`l."endedAt" is null and (l."expiresAt" is null or l."expiresAt" > now())`

/**
 * @returns the link's secret too, this once
 * @throws {AppError} invalid_input for an end that has passed; invalid_transition for a post in the bin; too_large for too many
 */
export async function createShareLink(
  db: Db,
  { postId, workspaceId, userId, state }: Shared,
  { level, expiresAt }: CreateShareLink,
): Promise<ShareLinkView & { readonly secret: string }> {
  if (state === 'deleted') throw new AppError('invalid_transition', { message: 'This post is in the bin.' })
  if (expiresAt && expiresAt <= new Date()) {
    throw new AppError('invalid_input', { details: [{ path: 'expiresAt', message: 'has passed already' }] })
  }
  const secret = randomSecret(16)
  return transact(db, async tx => {
    if ((await listLiving(tx, postId)).length >= LIMITS.shareLinksPerPost) {
      throw new AppError('too_large', { message: 'A post has so many links at most. Turn one off first.' })
    }
    const row = await tx.shareLink.create({
      data: { postId, secretHash: hashSecret(secret), level, createdById: userId, expiresAt: expiresAt ?? null },
    })
    await recordActivity(tx, { workspaceId, postId, userId, kind: 'link_made', data: { level } })
    return { ...toView({ ...row, level }), secret }
  })
}

/** Those that still open the post, oldest first. Their addresses cannot be read back. */
export async function listShareLinks(db: Tx, { postId }: Shared): Promise<ShareLinkView[]> {
  return (await listLiving(db, postId)).map(toView)
}

/** Ends one, or all of a post, and every page that is open by it. @throws {AppError} not_found */
export async function endShareLinks(db: Db, post: Shared, linkId?: string): Promise<void> {
  const { postId, workspaceId, userId } = post
  await transact(db, async (tx, emit) => {
    const ended = await tx.shareLink.updateManyAndReturn({
      where: { postId, endedAt: null, ...(linkId !== undefined && { id: linkId }) },
      data: { endedAt: new Date() },
      select: { id: true },
    })
    if (ended.length === 0 && linkId !== undefined) throw new AppError('not_found')
    for (const { id } of ended) {
      await recordActivity(tx, { workspaceId, postId, userId, kind: 'link_ended' })
      emit({ type: 'share-link.ended', linkId: id, postId })
    }
  })
}

/** Links of somebody who leaves end with them. */
export async function endLinksOf(tx: Tx, emit: Emit, workspaceId: string, leaverId: string): Promise<void> {
  const ended = await tx.shareLink.updateManyAndReturn({
    where: { createdById: leaverId, endedAt: null, post: { workspaceId } },
    data: { endedAt: new Date() },
    select: { id: true, postId: true },
  })
  for (const { id, postId } of ended) emit({ type: 'share-link.ended', linkId: id, postId })
}

type SharedPost = {
  readonly linkId: string
  readonly postId: PostId
  readonly level: ShareLevel
  readonly expiresAt: Date | null
}

/** What a link opens; null for what has ended, for a post in the bin, and for what never was a link. */
export async function findSharedPost(db: Tx, secret: string): Promise<SharedPost | null> {
  const [row] = await db.$queryRaw<SharedPost[]>`
    select l.id as "linkId", l."postId", l.level, l."expiresAt" from share_link l join post p on p.id = l."postId"
    where l."secretHash" = ${hashSecret(secret)} and ${LIVES} and p.state <> 'deleted'`
  return row ?? null
}

type GuestRow = {
  postId: PostId
  workspaceId: WorkspaceId
  state: PostState
  rev: number
  level: ShareLevel
}

export type GuestRights = { readonly read: AllowedPost<'read'>; readonly comment: AllowedPost<'comment'> }

/**
 * Of a guest who may say something.
 * @throws {AppError} not_found when the link has ended; forbidden when it lets nobody comment
 */
export async function requireGuestComment(db: Tx, { userId, guest }: GuestPrincipal): Promise<GuestRights> {
  const [row] = await db.$queryRaw<GuestRow[]>`
    select p.id as "postId", p."workspaceId", p.state, p.rev, l.level
    from share_link l join post p on p.id = l."postId"
    where l.id = ${guest.linkId}::uuid and ${LIVES} and p.state <> 'deleted'`
  if (!row) throw new AppError('not_found')
  const { level, ...post } = row
  if (level !== 'comment') throw new AppError('forbidden', { message: 'This link is for reading.' })
  const rights = { ...post, userId, role: 'commenter' satisfies Role, isCreator: false }
  return { read: rights as AllowedPost<'read'>, comment: rights as AllowedPost<'comment'> }
}

/** The name that a guest goes by, as they typed it last. */
export async function nameGuest(db: Tx, { userId, guest }: GuestPrincipal, name: string): Promise<void> {
  await db.shareGuest.upsert({
    where: { id: userId },
    create: { id: userId, linkId: guest.linkId, name },
    update: { name },
  })
}

/** --p8: guests have one colour, so that they are not taken for members. */
export const GUEST_COLOR = 8

/** SQL: words that others see of a guest's name. */
export function guestNameSql(name: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`${name} || ' (guest)'`
}

async function listLiving(tx: Tx, postId: PostId): Promise<Row[]> {
  return tx.$queryRaw<Row[]>`
    select l.id, l.level, l."createdAt", l."expiresAt" from share_link l
    where l."postId" = ${postId}::uuid and ${LIVES} order by l."createdAt", l.id`
}

type Row = { id: string; level: ShareLevel; createdAt: Date; expiresAt: Date | null }

function toView({ id, level, createdAt, expiresAt }: Row): ShareLinkView {
  return { id, level, createdAt: createdAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null }
}
