/**
 * The last link of each mail of notices: a page that asks, and a press that ends them, without signing in. Mail programs
 * may press by themselves (RFC 8058); opening the link alone changes nothing.
 */
import { html } from 'hono/html'
import { readStopMailToken } from '#domain/services/notice-digest.ts'
import { stopMail } from '#domain/services/notice-preferences.ts'
import type { Db } from '#prisma/client.ts'
import { frame, type Html } from '#web/features/public-site/page.ts'
import { type Answer, answer } from '#web/features/public-site/respond.ts'

type Options = { readonly db: Db; readonly authSecret: string }

export async function askToStopMail({ authSecret }: Options, url: URL): Promise<Answer> {
  if (userOf(url, authSecret) === null) return endedLink()
  const words = html`<p>Notices stay in your inbox; no mail comes of them any more.</p>
<form class="sub" method="post" action="${url.pathname + url.search}"><button>Stop the mail</button></form>`
  return page('No more mail?', words)
}

export async function actOnStopMail({ db, authSecret }: Options, url: URL): Promise<Answer> {
  const userId = userOf(url, authSecret)
  if (userId === null || (await db.user.count({ where: { id: userId } })) === 0) return endedLink()
  await stopMail(db, userId)
  return page('No more mail comes', html`<p>You can choose again at any time.</p>`)
}

function userOf(url: URL, authSecret: string) {
  return readStopMailToken(url.searchParams.get('token') ?? '', authSecret)
}

async function endedLink(): Promise<Answer> {
  return { ...(await page('This link has ended', html`<p>Choose what reaches you in your settings.</p>`)), status: 404 }
}

async function page(title: string, words: Html): Promise<Answer> {
  const main = html`<div class="none"><h1>${title}</h1>${words}<p><a href="/settings/notifications">What reaches you</a></p></div>`
  const made = await answer('html', frame(null, { title, description: 'Mail of unread notices' }, main))
  return { ...made, isPersonal: true }
}
