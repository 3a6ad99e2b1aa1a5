/**
 * The end of an account. What the person wrote stays, in texts, histories and comments, without a name: where there is no
 * row for an id, a former member is shown.
 */
import type { SessionId, UserId } from '#domain/contract/ids.ts'
import type { Db, Tx } from '#prisma/client.ts'
import { forgetInActivity } from './activity.ts'
import { leaveWorkspace } from './members.ts'
import { type Emit, transact } from './transact.ts'

/** @throws {AppError} invalid_transition for the last owner of a workspace, which is named */
export async function deleteAccount(db: Db, userId: UserId): Promise<void> {
  await transact(db, async (tx, emit) => {
    const memberships = await tx.member.findMany({
      where: { userId },
      select: { workspaceId: true },
      orderBy: { workspaceId: 'asc' },
    })
    for (const { workspaceId } of memberships) await leaveWorkspace(tx, emit, workspaceId, userId)
    await forgetName(tx, userId)
    await forgetInActivity(tx, userId)
    // They hold the address.
    await tx.invitation.deleteMany({ where: { acceptedById: userId } })
    await endEverything(tx, emit, userId)
    await tx.user.delete({ where: { id: userId } })
    emit({ type: 'user.changed', userId })
  })
}

/** Notices that others have keep what happened, not who it was. */
async function forgetName(tx: Tx, userId: UserId): Promise<void> {
  const whose = JSON.stringify([{ id: userId }])
  await tx.$executeRaw`
    update notification set actors = (
      select coalesce(jsonb_agg(
        case when a->>'id' = ${userId} then jsonb_set(a, '{name}', to_jsonb('A former member'::text)) else a end order by place
      ), '[]')
      from jsonb_array_elements(actors) with ordinality as list (a, place)
    ) where actors @> ${whose}::jsonb`
}

/** Sessions and tokens, with every socket they opened. */
async function endEverything(tx: Tx, emit: Emit, userId: UserId): Promise<void> {
  const [sessions, tokens] = await Promise.all([
    tx.session.findMany({ where: { userId }, select: { id: true } }),
    tx.apiToken.findMany({ where: { userId }, select: { id: true } }),
  ])
  await tx.apiToken.deleteMany({ where: { userId } })
  for (const { id } of [...sessions, ...tokens]) {
    emit({ type: 'session.ended', userId, sessionId: id as SessionId })
  }
}
