/** How many rows of a person's inbox are not read, over all of them but the archived ones. */
import type { Tx } from '#prisma/client.ts'

export function countUnread(db: Tx, userId: string): Promise<number> {
  return db.notification.count({ where: { userId, readAt: null, archivedAt: null } })
}

/** For many people in one statement; whoever has none is there with 0. */
export async function countUnreadByUser(db: Tx, userIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (userIds.length === 0) return new Map()
  const rows = await db.notification.groupBy({
    by: ['userId'],
    where: { userId: { in: [...userIds] }, readAt: null, archivedAt: null },
    _count: true,
  })
  return new Map([...userIds.map(id => [id, 0] as const), ...rows.map(row => [row.userId, row._count] as const)])
}
