/** What people do with rows of their inbox: read, unread, archived. Ids that are not one's own are passed over. */
import { applyMark } from '#domain/contract/apply-mark.ts'
import type { UserId } from '#domain/contract/ids.ts'
import type { MarkRead, NotificationMark } from '#domain/contract/inputs/notifications.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { countUnread } from '#domain/queries/unread.ts'
import type { Db } from '#prisma/client.ts'
import { databaseNow } from './database-clock.ts'
import { type Emit, transact } from './transact.ts'

/**
 * Marks rows as read. One statement that only fills what is empty: marks made offline on two devices fold into the
 * earlier one, and nothing becomes unread.
 *
 * @returns how many are still unread
 */
export async function markRead(db: Db, userId: UserId, { ids = [], upTo, at }: MarkRead): Promise<number> {
  return transact(db, async (tx, emit) => {
    const row =
      upTo && (await tx.notification.findFirst({ where: { id: upTo, userId }, select: { at: true, id: true } }))
    const shownAt = at === undefined ? null : new Date(at)
    const upToLast = !row
      ? []
      : shownAt && shownAt < row.at
        ? [{ at: { lte: shownAt } }]
        : [{ at: { lt: row.at } }, { at: row.at, id: { lte: row.id } }]
    const marked = await tx.notification.updateManyAndReturn({
      where: { userId, readAt: null, OR: [{ id: { in: ids } }, ...upToLast] },
      data: { readAt: new Date(), rev: { increment: 1 } },
      select: { id: true },
    })
    tellOf(emit, userId, marked)
    return countUnread(tx, userId)
  })
}

type Marked = {
  readonly unread: number
  readonly items: readonly { readonly id: string; readonly rev: number }[]
}

/** @returns the rows that are different by it, with the rev they have now */
export async function applyMarks(db: Db, userId: UserId, marks: readonly NotificationMark[]): Promise<Marked> {
  return transact(db, async (tx, emit) => {
    const rows = await tx.$queryRaw<LockedRow[]>`
      select id, at, rev, "readAt", "archivedAt" from notification
      where "userId" = ${userId} and id = any(${marks.map(({ id }) => id)}::uuid[]) order by id for update`
    const now = (await databaseNow(tx)).toISOString()
    const markById = new Map(marks.map(mark => [mark.id as string, mark]))
    const items = rows.flatMap(row => {
      const mark = markById.get(row.id)
      const before = { ...row, at: row.at.toISOString(), readAt: iso(row.readAt), archivedAt: iso(row.archivedAt) }
      const after = mark ? applyMark(before, mark, now) : before
      return after === before ? [] : [after]
    })
    await tx.$executeRaw`
      update notification n set "readAt" = m."readAt", "archivedAt" = m."archivedAt", rev = m.rev
      from jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
        as m (id uuid, rev int, "readAt" timestamptz(3), "archivedAt" timestamptz(3))
      where n.id = m.id`
    tellOf(emit, userId, items)
    return { unread: await countUnread(tx, userId), items: items.map(({ id, rev }) => ({ id, rev })) }
  })
}

type LockedRow = {
  readonly id: string
  readonly at: Date
  readonly rev: number
  readonly readAt: Date | null
  readonly archivedAt: Date | null
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** Each row by itself, as long as that is less than the feed as a whole. */
function tellOf(emit: Emit, userId: UserId, rows: readonly { readonly id: string }[]): void {
  if (rows.length > LIMITS.listItems) emit({ type: 'notifications.read', userId })
  else for (const { id } of rows) emit({ type: 'notification.changed', userId, notificationId: id })
}
