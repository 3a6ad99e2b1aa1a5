/** Deliveries that should have an answer by now: somebody has to look, and no state is guessed. */
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { can, ROLES } from '#domain/contract/roles.ts'
import type { Db } from '#prisma/client.ts'
import { notify } from './notifications.ts'
import { transact } from './transact.ts'

/** An attempt ends within a minute, and the sweep comes each minute. */
export const STUCK_AFTER_MS = 5 * 60_000

/**
 * Tells the author and those who manage the workspace, once for each attempt.
 * @returns ids of the deliveries that are stuck
 */
export async function tellOfStuck(db: Db, now: Date): Promise<string[]> {
  const before = { lt: new Date(now.getTime() - STUCK_AFTER_MS) }
  const stuck = await db.delivery.findMany({
    where: {
      post: { state: 'publishing', updatedAt: before },
      updatedAt: before,
      state: { in: ['queued', 'publishing'] },
      OR: [{ nextTryAt: null }, { nextTryAt: before }],
    },
    include: { post: true },
    orderBy: { createdAt: 'asc' },
    take: 100,
  })
  for (const { id, attempts, post } of stuck) {
    await transact(db, async (tx, emit) => {
      const managers = await tx.member.findMany({
        where: { workspaceId: post.workspaceId, role: { in: ROLES.filter(role => can(role, 'manage')) } },
        select: { userId: true },
      })
      await notify(tx, emit, {
        kind: 'post_failed',
        severity: 'warning',
        post: { id: post.id as PostId, workspaceId: post.workspaceId as WorkspaceId, title: post.title },
        actorId: post.changedById as UserId,
        to: [post.createdById, ...managers.map(({ userId }) => userId)],
        dedupeKey: `stuck:${id}:${attempts}`,
      })
    })
  }
  return stuck.map(({ id }) => id)
}
