/** What a mail of unread notices says, as text and as HTML. Everything that people wrote is escaped. */
import { createHash } from 'node:crypto'
import { escapeHTMLAttribute } from '@tiptap/static-renderer/json/html-string'
import { placeOf } from '#domain/contract/notice-place.ts'
import type { Mail } from '#domain/mail/mailer.ts'
import { type Digest, stopMailUrl } from '#domain/services/notice-digest.ts'

/** A mail is read, not worked through: the inbox has the rest. */
const MOST_ROWS = 20

export type DigestMailOptions = {
  readonly publicUrl: string
  readonly authSecret: string
  /** Address that the mails come from. */
  readonly from: string
}

export function digestMail({ publicUrl, authSecret, from }: DigestMailOptions, { userId, email, items }: Digest): Mail {
  const urlOf = (path: string) => new URL(path, publicUrl).href
  const rows = items.slice(0, MOST_ROWS).map(item => ({
    title: item.title,
    body: item.body ?? '',
    url: urlOf(placeOf(item) ?? '/inbox'),
  }))
  const [first] = rows
  // A header ends with its line.
  const subject = first && items.length === 1 ? first.title.replace(/\s+/g, ' ') : `${items.length} unread notices`
  const more = items.length > MOST_ROWS ? `And ${items.length - MOST_ROWS} more in your inbox.` : ''
  const stop = stopMailUrl({ publicUrl, authSecret }, userId)
  const choose = urlOf('/settings/notifications')
  const digest = createHash('sha256')
    .update(items.map(({ id, rev }) => `${id} ${rev}`).join())
    .digest('hex')
    .slice(0, 32)
  return {
    from: { name: 'Galley', address: from },
    to: email,
    subject,
    text: [
      ...rows.map(({ title, body, url }) => [title, body, url].filter(line => line !== '').join('\n')),
      more,
      `What reaches you: ${choose}\nNo more mail: ${stop}`,
    ]
      .filter(part => part !== '')
      .join('\n\n')
      .concat('\n'),
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHTMLAttribute(subject)}</title></head>
<body style="max-width:600px;margin:0 auto;padding:16px;font:15px/1.5 sans-serif">
${rows
  .map(
    ({ title, body, url }) =>
      `<p style="margin:0 0 16px"><a href="${escapeHTMLAttribute(url)}">${escapeHTMLAttribute(title)}</a>${body === '' ? '' : `<br><span style="color:#555">${escapeHTMLAttribute(body)}</span>`}</p>`,
  )
  .join('\n')}
${more === '' ? '' : `<p>${escapeHTMLAttribute(more)}</p>`}
<hr><p style="font-size:13px"><a href="${escapeHTMLAttribute(choose)}">What reaches you</a> · <a href="${escapeHTMLAttribute(stop)}">No more mail</a></p>
</body></html>`,
    messageId: `<notices.${digest}@${new URL(publicUrl).hostname}>`,
    headers: {
      'List-Unsubscribe': `<${stop}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    },
  }
}
