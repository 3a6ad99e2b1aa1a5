/** The end of a session: its row goes, and every socket opened with it closes. */
import type { SessionId, UserId } from '#domain/contract/ids.ts'
import type { Db } from '#prisma/client.ts'
import { transact } from './transact.ts'

/** Ending it twice does nothing the second time. */
export async function endSession(
  db: Db,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
): Promise<void> {
  await transact(db, async (tx, emit) => {
    const { count } = await tx.session.deleteMany({ where: { id: sessionId, userId } })
    if (count > 0) emit({ type: 'session.ended', userId, sessionId })
  })
}

/** Tells of a session whose row the sign-in library has removed by itself. */
export async function announceEndedSession(
  db: Db,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
): Promise<void> {
  await transact(db, async (_tx, emit) => emit({ type: 'session.ended', userId, sessionId }))
}
