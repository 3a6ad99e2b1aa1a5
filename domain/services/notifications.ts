/** Who is told what, one row an event and person; and read marks, which only move forward. */
import type { NotificationKind } from '#domain/contract/feed-shape.ts'
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { MarkRead } from '#domain/contract/inputs/notifications.ts'
import { can, ROLES } from '#domain/contract/roles.ts'
import { countUnread } from '#domain/queries/unread.ts'
import type { Db, Tx } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'
import { mayReadSql } from './access.ts'
import { type Emit, transact } from './transact.ts'

export type Severity = 'info' | 'success' | 'warning' | 'error'

export type Notice = {
  readonly kind: NotificationKind
  readonly severity: Severity
  readonly post: { readonly id: PostId; readonly workspaceId: WorkspaceId; readonly title: string }
  /** Whose doing it is: shown, and not told about it unless named in `to`. */
  readonly actorId: UserId
  /** People who may not see the post are left out. */
  readonly to: readonly string[]
  /** Same event, same key: however often it is seen, a person gets one row. */
  readonly dedupeKey: string
  /** Where in the post, for what was said in a comment. */
  readonly threadId?: string | undefined
  /** Which mention in the text. */
  readonly mentionId?: string | undefined
}

export async function notify(tx: Tx, emit: Emit, notice: Notice): Promise<void> {
  const { post, actorId } = notice
  const actor = await tx.user.findUnique({ where: { id: actorId }, select: { id: true, name: true, color: true } })
  const readers = await tx.$queryRaw<{ userId: string }[]>`
    select "userId" from post_access where "postId" = ${post.id}::uuid and "userId" = any(${notice.to})`
  const rows = await tx.notification.createManyAndReturn({
    data: readers.map(({ userId }) => ({
      userId,
      workspaceId: post.workspaceId,
      kind: notice.kind,
      severity: notice.severity,
      title: wordsFor(notice.kind, notice.severity, post.title, actor?.name ?? 'Somebody'),
      postId: post.id,
      threadId: notice.threadId ?? null,
      mentionId: notice.mentionId ?? null,
      actors: actor ? [actor] : [],
      dedupeKey: notice.dedupeKey,
    })),
    skipDuplicates: true,
    select: { id: true, userId: true },
  })
  for (const { id, userId } of rows) emit({ type: 'notification.changed', userId, notificationId: id })
}

/** Everybody who may approve the post, but for one. */
export async function findReviewers(tx: Tx, postId: PostId, except: UserId): Promise<string[]> {
  const roles = ROLES.filter(role => can(role, 'publish'))
  const rows = await tx.$queryRaw<{ userId: string }[]>`
    select "userId" from post_access
    where "postId" = ${postId}::uuid and role = any(${roles}) and "userId" <> ${except}`
  return rows.map(({ userId }) => userId)
}

/** Notices about a post go with the right to see it. */
export async function dropNotices(tx: Tx, emit: Emit, postId: PostId): Promise<void> {
  const rows = await tx.$queryRaw<{ userId: string }[]>`
    delete from notification n
    where n."postId" = ${postId}::uuid and not ${mayReadSql(Prisma.sql`n."postId"`, Prisma.sql`n."userId"`)}
    returning n."userId"`
  for (const userId of new Set(rows.map(row => row.userId))) emit({ type: 'notifications.read', userId })
}

function wordsFor(kind: NotificationKind, severity: Severity, title: string, actor: string): string {
  const post = `“${title || 'Untitled'}”`
  switch (kind) {
    case 'review_requested':
      return `${actor} asks you to review ${post}`
    case 'approved':
      return `${actor} approved ${post}`
    case 'changes_requested':
      return `${actor} asks for changes to ${post}`
    case 'post_published':
      return `${post} is published`
    case 'post_held':
      return `${post} was due while the server was off`
    case 'post_failed':
      return severity === 'warning' ? `${post} needs you: not every channel has it` : `${post} could not be published`
    case 'mention':
      return `${actor} mentioned you in ${post}`
    case 'reply':
      return `${actor} replied to you in ${post}`
    case 'comment':
      return `${actor} commented on ${post}`
  }
}

/**
 * Marks rows as read. One statement that only fills what is empty: marks made offline on two devices fold into the
 * earlier one, and nothing becomes unread. Ids that are not this person's are passed over.
 *
 * @returns how many are still unread
 */
export async function markRead(db: Db, userId: UserId, { ids = [], upTo }: MarkRead): Promise<number> {
  return transact(db, async (tx, emit) => {
    const last =
      upTo && (await tx.notification.findFirst({ where: { id: upTo, userId }, select: { at: true, id: true } }))
    const upToLast = last ? [{ at: { lt: last.at } }, { at: last.at, id: { lte: last.id } }] : []
    const { count } = await tx.notification.updateMany({
      where: { userId, readAt: null, OR: [{ id: { in: ids } }, ...upToLast] },
      data: { readAt: new Date() },
    })
    if (count > 0) emit({ type: 'notifications.read', userId })
    return countUnread(tx, userId)
  })
}
