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
 * @returns ids of all deliveries that are stuck
 */
export async function tellOfStuck(db: Db, now: Date): Promise<string[]> {
  const stuck = await db.delivery.findMany({
    where: stuckAt(now),
    select: { id: true, attempts: true, post: true },
    orderBy: { createdAt: 'asc' },
  })
  const told = await findTold(db, stuck)
  for (const delivery of stuck) {
    const { post } = delivery
    const dedupeKey = keyOf(delivery)
    if (told.has(dedupeKey)) continue
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
        dedupeKey,
      })
    })
  }
  return stuck.map(({ id }) => id)
}

type Stuck = { readonly id: string; readonly attempts: number; readonly post: { readonly createdById: string } }

function keyOf({ id, attempts }: Stuck): string {
  return `stuck:${id}:${attempts}`
}

/** Of which their author was told already: while nothing goes out there may be thousands, and each minute asks again. */
async function findTold(db: Db, stuck: readonly Stuck[]): Promise<ReadonlySet<string>> {
  if (stuck.length === 0) return new Set()
  const rows = await db.$queryRaw<{ dedupeKey: string }[]>`
    select n."dedupeKey" from notice n
    join unnest(${stuck.map(({ post }) => post.createdById)}::text[], ${stuck.map(keyOf)}::text[]) as t (person, key)
      on n."userId" = t.person and n."dedupeKey" = t.key`
  return new Set(rows.map(({ dedupeKey }) => dedupeKey))
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
