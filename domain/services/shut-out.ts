/** Who is suspended wherever they are a member has nothing left to sign in to. */
import type { SessionId, UserId } from '#domain/contract/ids.ts'
import type { Tx } from '#prisma/client.ts'
import type { Emit } from './transact.ts'

/** Ends their sessions. Tokens stay, and open nothing. */
export async function endSessionsIfShutOut(tx: Tx, emit: Emit, userId: string): Promise<void> {
  if (!(await isShutOut(tx, userId))) return
  const sessions = await tx.session.findMany({ where: { userId }, select: { id: true } })
  await tx.session.deleteMany({ where: { userId } })
  for (const { id } of sessions) emit({ type: 'session.ended', userId: userId as UserId, sessionId: id as SessionId })
}

/** Whether somebody is a member, and suspended everywhere. */
export async function isShutOut(tx: Tx, userId: string): Promise<boolean> {
  const members = await tx.member.findMany({ where: { userId }, select: { suspendedAt: true } })
  return members.length > 0 && members.every(({ suspendedAt }) => suspendedAt !== null)
}
