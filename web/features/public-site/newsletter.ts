/**
 * Subscribing and leaving, on pages that need no script and no account.
 *
 *   address ─▶ mail with a link ─▶ page ─ a person presses ─▶ subscriber     each mail's link ─▶ page ─ pressed ─▶ forgotten
 *                                                              (mail programs may press it by themselves: RFC 8058)
 */
import { Email } from '#domain/contract/inputs/people.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { SiteWorkspace } from '#domain/queries/public-site.ts'
import { findNewsletter } from '#domain/queries/subscribers.ts'
import {
  askToSubscribe,
  changeSubscription,
  readSubscriptionToken,
  type Subscription,
  subscriptionUrl,
} from '#domain/services/subscribers.ts'
import { createTokenBuckets, type TokenBuckets } from '#web/token-bucket.ts'
import { findWorkspace, type Site } from './load.ts'
import {
  askedPage,
  donePage,
  endedLinkPage,
  newsletterPage,
  notAnAddressPage,
  surePage,
  tooOftenPage,
} from './newsletter-page.ts'
import { notFoundPage } from './page.ts'
import { type Answer, answer } from './respond.ts'

/** How often somebody at one address of the network may ask for mail. */
export function createAskLimit(): TokenBuckets {
  return createTokenBuckets({ perSecond: LIMITS.subscriptionsPerHour / 3600, burst: LIMITS.subscriptionsPerHour })
}

export async function loadNewsletter(site: Site, workspaceSlug: string, url: URL): Promise<Answer> {
  const workspace = await findWorkspace(site.db, workspaceSlug)
  if (!workspace) return answer('html', notFoundPage(null), 404)
  const link = readLink(site, url)
  if (link === 'none') {
    const newsletter = site.mailer && (await findNewsletter(site.db, workspace.id))
    return newsletter ? answer('html', newsletterPage(workspace)) : answer('html', notFoundPage(workspace), 404)
  }
  if (link === null) return personal(answer('html', endedLinkPage(workspace), 404))
  return personal(answer('html', surePage(workspace, link.what, url.pathname + url.search)))
}

/** @param from address of the network that asks */
export async function actOnNewsletter(
  site: Site & { readonly limit: TokenBuckets },
  workspaceSlug: string,
  request: { readonly url: URL; readonly email: string | null; readonly from: string },
): Promise<Answer> {
  const workspace = await findWorkspace(site.db, workspaceSlug)
  if (!workspace) return answer('html', notFoundPage(null), 404)
  const link = readLink(site, request.url)
  if (link === 'none') return personal(subscribe(site, workspace, request))
  const isDone = link !== null && (await changeSubscription(site.db, link.id, workspace.id, link.what))
  if (!isDone) return personal(answer('html', endedLinkPage(workspace), 404))
  return personal(answer('html', donePage(workspace, link.what)))
}

async function subscribe(
  { db, mailer, publicUrl, authSecret, limit }: Site & { readonly limit: TokenBuckets },
  workspace: SiteWorkspace,
  { email, from }: { readonly email: string | null; readonly from: string },
): Promise<Answer> {
  const newsletter = await findNewsletter(db, workspace.id)
  if (!newsletter || !mailer) return answer('html', notFoundPage(workspace), 404)
  const address = Email.safeParse(email)
  if (!address.success) return answer('html', notAnAddressPage(workspace), 400)
  if (limit.take(from) > 0) return answer('html', tooOftenPage(workspace), 429)
  const asked = await askToSubscribe(db, workspace.id, address.data)
  if (asked) {
    const link = subscriptionUrl({ publicUrl, workspaceSlug: workspace.slug, authSecret }, asked.id, 'confirm')
    // Not waited for: how long the answer takes would tell whether the address is known.
    void mailer.send({
      from: { name: workspace.name, address: newsletter.from },
      to: address.data,
      subject: `New posts of ${workspace.name} by mail?`,
      text: `Somebody, you we hope, wants new posts of ${workspace.name} to come to this address.\n\nYes: ${link}\n\nIf it was not you, do nothing: no further mail comes.\n`,
    })
  }
  return answer('html', askedPage(workspace))
}

type Link = { readonly what: Subscription; readonly id: string }

/** `none`: the address is no link of a mail; null: one that is not good (any more). */
function readLink({ authSecret }: Site, { searchParams }: URL): Link | 'none' | null {
  const token = searchParams.get('token')
  if (token === null) return 'none'
  const what = searchParams.get('do') === 'unsubscribe' ? 'unsubscribe' : 'confirm'
  const id = readSubscriptionToken(token, what, authSecret)
  return id === null ? null : { what, id }
}

async function personal(page: Promise<Answer>): Promise<Answer> {
  return { ...(await page), isPersonal: true }
}
