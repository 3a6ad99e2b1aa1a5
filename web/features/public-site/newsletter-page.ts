/** What readers see of the newsletter: the form, what to do next, and the last question of both links. */
import { html } from 'hono/html'
import type { SiteWorkspace } from '#domain/queries/public-site.ts'
import type { Subscription } from '#domain/services/subscribers.ts'
import { frame, type Html } from './page.ts'

/** Works without scripts; the answer is a page of its own. */
export function subscribeForm({ slug, name }: SiteWorkspace): Html {
  return html`<form class="sub" method="post" action="/p/${slug}/newsletter.html">
<label for="email">New posts of ${name} by mail</label>
<input id="email" type="email" name="email" required maxlength="254" autocomplete="email" placeholder="you@example.org">
<button>Subscribe</button></form>`
}

export function newsletterPage(workspace: SiteWorkspace): Html {
  return page(
    workspace,
    'New posts by mail',
    html`<p>The whole post, when it comes out. Each mail has a link that ends it.</p>
${subscribeForm(workspace)}`,
  )
}

/** The same for every address: nobody learns who subscribes. */
export function askedPage(workspace: SiteWorkspace): Html {
  return page(
    workspace,
    'Look into your mail',
    html`<p>Use the link that is on its way to you, within 7 days. Only then you get new posts.</p>
<p>Nothing there in a few minutes? It may be among the unwanted mail, or you are subscribed already.</p>`,
  )
}

export function notAnAddressPage(workspace: SiteWorkspace): Html {
  return page(
    workspace,
    'That is no mail address',
    html`<p>Write it like you@example.org.</p>${subscribeForm(workspace)}`,
  )
}

export function tooOftenPage(workspace: SiteWorkspace): Html {
  return page(workspace, 'Too many at once', html`<p>Try again in a few minutes.</p>`)
}

/** A link is opened by programs too: a person has to press. */
export function surePage(workspace: SiteWorkspace, what: Subscription, address: string): Html {
  const isIn = what === 'confirm'
  const title = isIn ? 'One more step' : 'No more mail?'
  const words = isIn
    ? `New posts of ${workspace.name} come to you by mail.`
    : `New posts of ${workspace.name} stop coming.`
  return page(
    workspace,
    title,
    html`<p>${words}</p>
<form class="sub" method="post" action="${address}"><button>${isIn ? 'Yes, send me new posts' : 'Stop the mail'}</button></form>`,
  )
}

export function donePage(workspace: SiteWorkspace, what: Subscription): Html {
  return what === 'confirm'
    ? page(workspace, 'You are subscribed', html`<p>The next post of ${workspace.name} comes to you by mail.</p>`)
    : page(workspace, 'You are unsubscribed', html`<p>No more mail, and your address is forgotten.</p>`)
}

export function endedLinkPage(workspace: SiteWorkspace): Html {
  return page(workspace, 'This link has ended', html`<p>Ask for a new one.</p>${subscribeForm(workspace)}`)
}

function page(workspace: SiteWorkspace, title: string, words: Html): Html {
  const main = html`<div class="none"><h1>${title}</h1>${words}<p><a href="/p/${workspace.slug}">All posts</a></p></div>`
  return frame(workspace, { title, description: `The newsletter of ${workspace.name}` }, main)
}
