/** A person's own notices, newest first. */
import { z } from 'zod'
import { FeedNotification, FeedPerson, type NotificationKind } from '#domain/contract/feed-shape.ts'
import type { UserId } from '#domain/contract/ids.ts'
import { type Place, toCursor } from '#domain/contract/inputs/lists.ts'
import type { Tx } from '#prisma/client.ts'
import type { Notification } from '#prisma/generated/client.ts'
import { countUnread } from './unread.ts'

export const NotificationView = FeedNotification.extend({ id: z.string() }).meta({ id: 'Notification' })
export type NotificationView = z.infer<typeof NotificationView>

export type NotificationPage = {
  readonly items: NotificationView[]
  readonly nextCursor: string | null
  readonly unread: number
}

export async function listNotifications(
  db: Tx,
  userId: UserId,
  { limit, after }: { limit: number; after?: Place | undefined },
): Promise<NotificationPage> {
  const rows = await db.notification.findMany({
    where: { userId, ...(after ? { OR: [{ at: { lt: after.at } }, { at: after.at, id: { lt: after.id } }] } : {}) },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.map(toView),
    nextCursor: rows.length > limit && last ? toCursor(last) : null,
    unread: await countUnread(db, userId),
  }
}

function toView(row: Notification): NotificationView {
  return {
    id: row.id,
    kind: row.kind as NotificationKind,
    severity: row.severity as NotificationView['severity'],
    title: row.title,
    ...(row.postId ? { postId: row.postId } : {}),
    ...(row.threadId ? { threadId: row.threadId } : {}),
    ...(row.mentionId ? { mentionId: row.mentionId } : {}),
    actors: z.array(FeedPerson).catch([]).parse(row.actors),
    count: row.count,
    at: row.at.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  }
}
