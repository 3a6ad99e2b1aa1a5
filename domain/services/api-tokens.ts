/** Tokens for scripts: they act as the person who made them, are shown once and kept as a hash. */
import { AppError } from '#domain/contract/errors.ts'
import type { UserId } from '#domain/contract/ids.ts'
import type { CreateToken } from '#domain/contract/inputs/people.ts'
import type { Db, Tx } from '#prisma/client.ts'
import type { Principal } from './access.ts'
import { hashSecret, randomSecret } from './secrets.ts'
import { transact } from './transact.ts'

/** So that a leaked token is recognised by secret scanners. */
const PREFIX = 'galley_'
/** How exact "last used" is: a row written for each request would make them wait for each other. */
const NOTE_USE_EVERY_MS = 60_000

type ApiTokenView = {
  readonly id: string
  readonly name: string
  readonly createdAt: string
  readonly lastUsedAt: string | null
  readonly expiresAt: string | null
}

/** @returns the token itself too, this once */
export async function createToken(
  db: Db,
  userId: UserId,
  { name, expiresAt }: CreateToken,
): Promise<ApiTokenView & { token: string }> {
  const token = `${PREFIX}${randomSecret(32)}`
  const row = await db.apiToken.create({
    data: { userId, name, hash: hashSecret(token), expiresAt: expiresAt ?? null },
  })
  return { ...toView(row), token }
}

export async function listTokens(db: Tx, userId: UserId): Promise<ApiTokenView[]> {
  const rows = await db.apiToken.findMany({ where: { userId, revokedAt: null }, orderBy: { createdAt: 'desc' } })
  return rows.map(toView)
}

/**
 * Ends the token, and every socket opened with it.
 * @throws {AppError} not_found
 */
export async function revokeToken(db: Db, userId: UserId, id: string): Promise<void> {
  await transact(db, async (tx, emit) => {
    const { count } = await tx.apiToken.updateMany({
      where: { id, userId, revokedAt: null },
      data: { revokedAt: new Date() },
    })
    if (count === 0) throw new AppError('not_found')
    emit({ type: 'session.ended', userId, sessionId: id })
  })
}

function living(now: Date) {
  return { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
}

/** Null for anything but a living token of somebody who still has an account. */
export async function findTokenPrincipal(db: Tx, token: string): Promise<Principal | null> {
  if (!token.startsWith(PREFIX)) return null
  const now = new Date()
  const row = await db.apiToken.findFirst({
    where: { hash: hashSecret(token), ...living(now) },
    select: { id: true, userId: true, lastUsedAt: true },
  })
  if (!row) return null
  if (now.getTime() - (row.lastUsedAt?.getTime() ?? 0) > NOTE_USE_EVERY_MS) {
    await db.apiToken.update({ where: { id: row.id }, data: { lastUsedAt: now }, select: { id: true } })
  }
  const people = await db.user.count({ where: { id: row.userId } })
  return people > 0 ? { userId: row.userId as UserId, sessionId: null, tokenId: row.id } : null
}

type Row = { id: string; name: string; createdAt: Date; lastUsedAt: Date | null; expiresAt: Date | null }

function toView({ id, name, createdAt, lastUsedAt, expiresAt }: Row): ApiTokenView {
  return {
    id,
    name,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
  }
}
