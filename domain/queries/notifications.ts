/** A person's own inbox, newest first. */
import { z } from 'zod'
import { FeedNotification } from '#domain/contract/feed-shape.ts'
import type { UserId } from '#domain/contract/ids.ts'
import { type Place, toCursor } from '#domain/contract/inputs/lists.ts'
import type { NotificationQuery } from '#domain/contract/inputs/notifications.ts'
import type { Tx } from '#prisma/client.ts'
import type { Notification } from '#prisma/generated/client.ts'
import { toFeedNotification } from './feed.ts'
import { countUnread } from './unread.ts'

export const NotificationView = FeedNotification.extend({
  id: z.string(),
  /** Only where archived rows are asked for. */
  archivedAt: z.string().optional(),
}).meta({ id: 'Notification' })
export type NotificationView = z.infer<typeof NotificationView>

type NotificationPage = {
  readonly items: NotificationView[]
  readonly nextCursor: string | null
  readonly unread: number
}

type Options = Pick<NotificationQuery, 'limit' | 'show' | 'kinds' | 'q'> & { readonly after?: Place | undefined }

export async function listNotifications(
  db: Tx,
  userId: UserId,
  { limit, show, kinds, q, after }: Options,
): Promise<NotificationPage> {
  const isArchived = show === 'archived'
  const rows = await db.$queryRaw<Notification[]>`
    select n.* from notification n
    where n."userId" = ${userId} and (n."archivedAt" is not null) = ${isArchived}
      and (${show !== 'unread'} or n."readAt" is null)
      and (${kinds ?? null}::text[] is null or n.kind = any(${kinds ?? null}::text[]))
      and (${q ?? null}::text is null or position(lower(${q ?? ''}) in lower(concat_ws(' ', n.subject, n.body,
        (select string_agg(a->>'name', ' ') from jsonb_array_elements(n.actors) a)))) > 0)
      and (${after?.at ?? null}::timestamptz is null
        or (n.at, n.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by n.at desc, n.id desc limit ${limit + 1}`
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    items: page.flatMap(toView),
    nextCursor: rows.length > limit && last ? toCursor(last) : null,
    unread: await countUnread(db, userId),
  }
}

function toView(row: Notification): NotificationView[] {
  const entry = toFeedNotification(row)
  if (!entry) return []
  return [{ id: row.id, ...entry, ...(row.archivedAt && { archivedAt: row.archivedAt.toISOString() }) }]
}
