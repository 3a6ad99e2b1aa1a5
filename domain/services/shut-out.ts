/** Who is suspended wherever they are a member has nothing left to sign in to, and is told so. */
import { createHash } from 'node:crypto'
import type { SessionId, UserId } from '#domain/contract/ids.ts'
import type { Tx } from '#prisma/client.ts'
import type { Emit } from './transact.ts'

/** Ends their sessions. Tokens stay, and open nothing. */
export async function endSessionsIfShutOut(tx: Tx, emit: Emit, userId: string): Promise<void> {
  if (!(await isShutOut(tx, userId))) return
  const sessions = await tx.session.findMany({ where: { userId }, select: { id: true, token: true } })
  await tx.endedSession.createMany({ data: sessions.map(({ token }) => ({ tokenHash: hashOf(token), userId })) })
  await tx.session.deleteMany({ where: { userId } })
  for (const { id } of sessions) emit({ type: 'session.ended', userId: userId as UserId, sessionId: id as SessionId })
}

/** Whether a session that is over was ended by a suspension that still stands. Only who had it has its token. SPEC AU112. */
export async function wasShutOut(tx: Tx, token: string): Promise<boolean> {
  const ended = await tx.endedSession.findUnique({ where: { tokenHash: hashOf(token) }, select: { userId: true } })
  return ended !== null && (await isShutOut(tx, ended.userId))
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Whether somebody is a member, and suspended everywhere. */
export async function isShutOut(tx: Tx, userId: string): Promise<boolean> {
  const members = await tx.member.findMany({ where: { userId }, select: { suspendedAt: true } })
  return members.length > 0 && members.every(({ suspendedAt }) => suspendedAt !== null)
}
