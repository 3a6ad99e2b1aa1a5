/** A post as the page of a mail: the job sends it, and people look at it before. */
import { escapeHTMLAttribute } from '@tiptap/static-renderer/json/html-string'
import type { JsonNode } from './document.ts'
import { htmlOf } from './html.ts'

type MailedPost = {
  readonly title: string
  readonly content: JsonNode
  /** Its address on the built-in site, where it goes there too. */
  readonly siteUrl: string | null
  readonly workspaceName: string
}

/** @param leave address that ends it for who got the mail */
export function mailPage(
  { title, content, siteUrl, workspaceName }: MailedPost,
  origin: string,
  leave: string,
): string {
  const online = siteUrl === null ? '' : `<p><a href="${escapeHTMLAttribute(siteUrl)}">Read it on the web</a></p>`
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHTMLAttribute(title)}</title></head>
<body style="max-width:600px;margin:0 auto;padding:16px;font:16px/1.6 sans-serif">
<h1>${escapeHTMLAttribute(title)}</h1>
${htmlOf(content, { as: 'mail', origin })}${online}
<hr><p style="font-size:13px">You get this from ${escapeHTMLAttribute(workspaceName)}. <a href="${escapeHTMLAttribute(leave)}">No more of these</a></p>
</body></html>`
}
