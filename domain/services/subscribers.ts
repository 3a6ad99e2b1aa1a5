/**
 * Who wants new posts by mail. An address counts when the link of the first mail was used (double opt-in); links are
 * signed, not stored, and one kind of link cannot be used as the other.
 */
import { LIMITS } from '#domain/contract/limits.ts'
import type { Db } from '#prisma/client.ts'
import { databaseNow } from './database-clock.ts'
import { readLink, signLink } from './signed-link.ts'

export type Subscription = 'confirm' | 'unsubscribe'

/** Another mail for the same address is not sent sooner. */
const ASK_AGAIN_MS = 10 * 60_000

/**
 * @returns the subscriber who has to be sent a link; null when there is nothing to send: it is one already, was asked a
 *   moment ago, or the workspace has as many as it may have. Whoever asks is not told which.
 */
export async function askToSubscribe(db: Db, workspaceId: string, email: string): Promise<{ id: string } | null> {
  const now = await databaseNow(db)
  if ((await db.subscriber.count({ where: { workspaceId } })) >= LIMITS.subscribersPerWorkspace) return null
  const { count } = await db.subscriber.createMany({
    data: [{ workspaceId, email, askedAt: now }],
    skipDuplicates: true,
  })
  if (count === 0) {
    const again = await db.subscriber.updateMany({
      where: { workspaceId, email, confirmedAt: null, askedAt: { lt: new Date(now.getTime() - ASK_AGAIN_MS) } },
      data: { askedAt: now },
    })
    if (again.count === 0) return null
  }
  return db.subscriber.findUnique({ where: { workspaceId_email: { workspaceId, email } }, select: { id: true } })
}

/** @returns whether there was somebody to do it for; a second time is as good as the first */
export async function changeSubscription(
  db: Db,
  id: string,
  workspaceId: string,
  what: Subscription,
): Promise<boolean> {
  if (what === 'unsubscribe') {
    // Nothing of them is kept; mails that were claimed keep the id alone.
    await db.subscriber.deleteMany({ where: { id, workspaceId } })
    return true
  }
  const { count } = await db.subscriber.updateMany({
    where: { id, workspaceId, confirmedAt: null },
    data: { confirmedAt: await databaseNow(db) },
  })
  return count > 0 || (await db.subscriber.count({ where: { id, workspaceId } })) > 0
}

export function subscriptionToken(id: string, what: Subscription, authSecret: string): string {
  return signLink(id, { family: 'subscriptions', what }, authSecret)
}

/** The subscriber's id; null for anything but a token of this server for this. */
export function readSubscriptionToken(token: string, what: Subscription, authSecret: string): string | null {
  return readLink(token, { family: 'subscriptions', what }, authSecret)
}

/** Where a link of a mail leads. */
export function subscriptionUrl(
  site: { readonly publicUrl: string; readonly workspaceSlug: string; readonly authSecret: string },
  id: string,
  what: Subscription,
): string {
  const url = new URL(`/p/${encodeURIComponent(site.workspaceSlug)}/newsletter.html`, site.publicUrl)
  url.searchParams.set('do', what)
  url.searchParams.set('token', subscriptionToken(id, what, site.authSecret))
  return url.href
}
