/** Deliveries that should have an answer by now: somebody has to look, and no state is guessed. */
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { Db } from '#prisma/client.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import { databaseNow } from './database-clock.ts'
import { findManagers, notify } from './notifications.ts'
import { transact } from './transact.ts'

/** An attempt ends within a minute, and the sweep comes each minute. */
export const STUCK_AFTER_MS = 5 * 60_000

/**
 * Tells the author and those who manage the workspace, once for each attempt.
 * @returns ids of the deliveries that are stuck
 */
export async function tellOfStuck(db: Db, now: Date): Promise<string[]> {
  const stuck = await db.delivery.findMany({
    where: stuckAt(now),
    include: { post: true },
    orderBy: { createdAt: 'asc' },
    take: 100,
  })
  for (const { id, attempts, post } of stuck) {
    await transact(db, async (tx, emit) => {
      const workspaceId = post.workspaceId as WorkspaceId
      const managers = await findManagers(tx, workspaceId)
      await notify(tx, emit, {
        kind: 'post_unconfirmed',
        severity: 'warning',
        post: { id: post.id as PostId, workspaceId, title: post.title },
        actorId: post.changedById as UserId,
        to: [post.createdById, ...managers],
        body: 'A channel has had no answer for minutes.',
        dedupeKey: `stuck:${id}:${attempts}`,
      })
    })
  }
  return stuck.map(({ id }) => id)
}

export async function countStuck(db: Db): Promise<number> {
  return db.delivery.count({ where: stuckAt(await databaseNow(db)) })
}

function stuckAt(now: Date): Prisma.DeliveryWhereInput {
  const before = { lt: new Date(now.getTime() - STUCK_AFTER_MS) }
  return {
    post: { state: 'publishing', updatedAt: before },
    updatedAt: before,
    state: { in: ['queued', 'publishing'] },
    OR: [{ nextTryAt: null }, { nextTryAt: before }],
  }
}
