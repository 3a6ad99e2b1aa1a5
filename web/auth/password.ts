/** Whether somebody knows their password: asked again before what cannot be taken back. */
import { verifyPassword } from 'better-auth/crypto'
import { AppError } from '#domain/contract/errors.ts'
import type { UserId } from '#domain/contract/ids.ts'
import type { Tx } from '#prisma/client.ts'

/** @throws {AppError} wrong_password */
export async function requirePassword(db: Tx, userId: UserId, password: string): Promise<void> {
  const account = await db.account.findFirst({
    where: { userId, providerId: 'credential' },
    select: { password: true },
  })
  const hash = account?.password
  if (!hash || !(await verifyPassword({ hash, password }))) throw new AppError('wrong_password')
}
