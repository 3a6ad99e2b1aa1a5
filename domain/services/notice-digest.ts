/**
 * Rows of inboxes that nobody has read for a while go out by mail: one mail a person for all of them, claimed before it is
 * sent, so that whatever breaks off nobody gets it twice. Who was being sent to at that moment may have got none.
 */
import type { FeedNotification } from '#domain/contract/feed-shape.ts'
import type { UserId } from '#domain/contract/ids.ts'
import { TOPIC_OF } from '#domain/contract/notice-topics.ts'
import { toFeedNotification } from '#domain/queries/feed.ts'
import type { Db } from '#prisma/client.ts'
import type { Notification } from '#prisma/generated/client.ts'
import { findPreferences } from './notice-preferences.ts'
import { type LinkPurpose, readLink, signLink } from './signed-link.ts'
import { transact } from './transact.ts'

export type Digest = {
  readonly userId: UserId
  readonly email: string
  /** Newest first. */
  readonly items: readonly (FeedNotification & { readonly id: string })[]
}

/** After the mail server was away. */
const AGAIN_MINUTES = 5

/** Ids of people who have something that was unread long enough. */
export async function findDueDigests(db: Db, most: number): Promise<UserId[]> {
  // What was read or put away meanwhile waits for nothing any more.
  await db.$executeRaw`
    update notification set "mailDueAt" = null
    where "mailDueAt" is not null and ("readAt" is not null or "archivedAt" is not null)`
  const rows = await db.$queryRaw<{ userId: UserId }[]>`
    select "userId" from notification where "mailDueAt" <= clock_timestamp()
    group by "userId" order by min("mailDueAt") limit ${most}`
  return rows.map(({ userId }) => userId)
}

/**
 * Takes everything of a person that waits for a mail: no other node, and no later round, mails it again. What they do not
 * want by mail any more, or may not see any more, is left out.
 *
 * @returns null when there is nothing to send (any more)
 */
export async function claimDigest(db: Db, userId: UserId): Promise<Digest | null> {
  return transact(db, async tx => {
    const rows = await tx.$queryRaw<Notification[]>`
      update notification n set "mailDueAt" = null
      where n."userId" = ${userId} and n."mailDueAt" is not null and n."readAt" is null and n."archivedAt" is null
      returning n.*`
    const seen = await tx.$queryRaw<{ id: string }[]>`
      select n.id from notification n where n.id = any(${rows.map(({ id }) => id)}::uuid[]) and case
        when n."postId" is null
        then exists (select from member m where m."userId" = n."userId" and m."workspaceId" = n."workspaceId" and m."suspendedAt" is null)
        else exists (select from post_access a where a."userId" = n."userId" and a."postId" = n."postId") end`
    const mayMail = new Set(seen.map(({ id }) => id))
    const { topics } = await findPreferences(tx, userId)
    const items = rows
      .filter(({ id }) => mayMail.has(id))
      .toSorted((one, other) => other.at.getTime() - one.at.getTime())
      .flatMap(row => {
        const entry = toFeedNotification(row)
        const topic = entry && TOPIC_OF[entry.kind]
        return entry && (topic === null || (topic && topics[topic].mail)) ? [{ id: row.id, ...entry }] : []
      })
    const user = await tx.user.findUnique({ where: { id: userId }, select: { email: true } })
    return user && items.length > 0 ? { userId, email: user.email, items } : null
  })
}

/** The mail certainly did not go: it waits again. */
export async function putDigestBack(db: Db, { items }: Digest): Promise<void> {
  await db.$executeRaw`
    update notification set "mailDueAt" = clock_timestamp() + make_interval(mins => ${AGAIN_MINUTES})
    where id = any(${items.map(({ id }) => id)}::uuid[]) and "mailDueAt" is null and "readAt" is null
      and "archivedAt" is null`
}

const STOP: LinkPurpose = { family: 'notices', what: 'stop-mail' }

/** Where the link of a mail leads that ends them. */
export function stopMailUrl({ publicUrl, authSecret }: LinkOptions, userId: UserId): string {
  const url = new URL('/notices-by-mail', publicUrl)
  url.searchParams.set('token', signLink(userId, STOP, authSecret))
  return url.href
}

type LinkOptions = { readonly publicUrl: string; readonly authSecret: string }

/** Whose mail it ends; null for anything but a link of this server. */
export function readStopMailToken(token: string, authSecret: string): UserId | null {
  return readLink(token, STOP, authSecret) as UserId | null
}
