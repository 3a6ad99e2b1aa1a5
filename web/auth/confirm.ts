/**
 * Whether the person at a browser is who it is signed in as, asked before what cannot be taken back: by their password, or,
 * where they have none, by having just signed in.
 */
import { verifyPassword } from 'better-auth/crypto'
import { AppError } from '#domain/contract/errors.ts'
import type { UserId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Principal } from '#domain/services/access.ts'
import type { Tx } from '#prisma/client.ts'

/** Somebody who comes through a provider of identities has none here. */
export async function hasPassword(db: Tx, userId: UserId): Promise<boolean> {
  return (await findPasswordHash(db, userId)) !== null
}

/**
 * @param password left out by who has none
 * @throws {AppError} wrong_password; sign_in_again without a password, when the session is older than a few minutes
 */
export async function requireConfirmed(db: Tx, principal: Principal, password: string | undefined): Promise<void> {
  const hash = await findPasswordHash(db, principal.userId)
  if (hash === null) return requireFreshSession(db, principal)
  if (password === undefined || !(await verifyPassword({ hash, password }))) throw new AppError('wrong_password')
}

async function findPasswordHash(db: Tx, userId: UserId): Promise<string | null> {
  const account = await db.account.findFirst({
    where: { userId, providerId: 'credential' },
    select: { password: true },
  })
  return account?.password || null
}

async function requireFreshSession(db: Tx, { userId, sessionId }: Principal): Promise<void> {
  const since = new Date(Date.now() - LIMITS.freshSignInMinutes * 60_000)
  const fresh = await db.session.count({ where: { id: sessionId ?? '', userId, createdAt: { gte: since } } })
  if (fresh > 0) return
  throw new AppError('sign_in_again', {
    message: `You signed in more than ${LIMITS.freshSignInMinutes} minutes ago. Sign in once more, then confirm.`,
  })
}
