/** What an attacker would write, put wherever a public page shows what people write (A17). */
import type { ImageId } from '#domain/contract/images.ts'
import type { ReaderSide, SitePost, SiteWorkspace } from '#domain/queries/public-site.ts'
import type { JsonMark, JsonNode } from '#domain/text/document.ts'

/** Each of them calls this when it runs. */
export const CANARY = 'globalThis.canary?.()'

export const PAYLOADS: readonly string[] = [
  `<script>${CANARY}</script>`,
  `"><script>${CANARY}</script>`,
  `'><script>${CANARY}</script>`,
  `<img src=x onerror=${CANARY}>`,
  `"><img src=x onerror="${CANARY}">`,
  `" autofocus onfocus="${CANARY}" x="`,
  `' onmouseover='${CANARY}' x='`,
  `x onpointerenter=${CANARY} y`,
  `<svg onload=${CANARY}>`,
  `<svg><script href="data:,${CANARY}"/></svg>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${CANARY}>`,
  `</style><script>${CANARY}</script>`,
  `</title><script>${CANARY}</script>`,
  `</textarea><script>${CANARY}</script>`,
  `--><script>${CANARY}</script><!--`,
  `]]><script>${CANARY}</script><![CDATA[`,
  `<iframe srcdoc="<script>parent.canary()</script>"></iframe>`,
  `<object data="javascript:${CANARY}"></object>`,
  `<embed src="javascript:${CANARY}">`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=javascript:${CANARY}">`,
  `<form action="javascript:${CANARY}"><button autofocus>go</button></form>`,
  `<details open ontoggle=${CANARY}>x</details>`,
  `<template><script>${CANARY}</script></template><noscript><p title="</noscript><img src=x onerror=${CANARY}>">`,
  `javascript:${CANARY}`,
  `JaVaScRiPt:${CANARY}//`,
  `java\tscript:${CANARY}`,
  `java\nscript:${CANARY}`,
  `\u0001javascript:${CANARY}`,
  `  javascript:${CANARY}`,
  `&#106;avascript:${CANARY}`,
  `javascript&colon;${CANARY}`,
  `https://ok.example/\u0000javascript:${CANARY}`,
  `data:text/html,<script>${CANARY}</script>`,
  `vbscript:${CANARY}`,
  `blob:https://evil.example/x`,
  `file:///etc/passwd`,
  `https://ok.example/" onclick="${CANARY}`,
  `https://ok.example/'onclick='${CANARY}`,
  `\u0000\u0008\u000b\ufffe\ud800<b>`,
  `\u202e<script>${CANARY}</script>\u202c`,
  `=HYPERLINK("https://evil.example","x")`,
]

const PICTURE = `${'k3'.repeat(13)}-1000x500` as ImageId

export type HostilePost = {
  readonly workspace: SiteWorkspace
  readonly post: SitePost
  readonly readers: ReaderSide
  /** As a reader's form sends them. */
  readonly draft: { readonly name: string; readonly body: string }
}

type Attrs = NonNullable<JsonNode['attrs']>

const text = (words: string, ...marks: readonly JsonMark[]): JsonNode => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 && { marks: [...marks] }),
})
const paragraph = (...content: readonly JsonNode[]): JsonNode => ({ type: 'paragraph', content: [...content] })
const link = (attrs: Attrs) => paragraph(text('a link', { type: 'link', attrs } as JsonMark))
const inMark = (type: string) => (words: string) => paragraph(text(words, { type } as JsonMark))
const cell = (attrs: Attrs, words = 'x', type = 'tableCell'): JsonNode => ({
  type: 'table',
  content: [{ type: 'tableRow', content: [{ type, attrs, content: [paragraph(text(words))] }] }],
})
const list = (type: string, attrs: Attrs, item: string, itemAttrs = {}): JsonNode => ({
  type,
  attrs,
  content: [{ type: item, attrs: itemAttrs, content: [paragraph(text('x'))] }],
})

/** Every place of the text: each node, mark and attribute of the schema, and some that it does not know. */
const IN_TEXT: Readonly<Record<string, (words: string) => JsonNode>> = {
  paragraph: words => paragraph(text(words)),
  heading: words => ({ type: 'heading', attrs: { level: 2 }, content: [text(words)] }),
  'heading level': words => ({ type: 'heading', attrs: { level: words }, content: [text('x')] }),
  bold: inMark('bold'),
  italic: inMark('italic'),
  strike: inMark('strike'),
  underline: inMark('underline'),
  code: inMark('code'),
  'link text': words => paragraph(text(words, { type: 'link', attrs: { href: 'https://ok.example/' } } as JsonMark)),
  'link href': words => link({ href: words }),
  'link title': words => link({ href: 'https://ok.example/', title: words }),
  'link target': words => link({ href: 'https://ok.example/', target: words, rel: words, class: words }),
  'mark unknown': words => paragraph(text('x', { type: words, attrs: { style: words } } as JsonMark)),
  blockquote: words => ({ type: 'blockquote', content: [paragraph(text(words))] }),
  'bullet list': words => ({
    type: 'bulletList',
    content: [{ type: 'listItem', content: [paragraph(text(words))] }],
  }),
  'ordered list type': words => list('orderedList', { type: words, start: 1 }, 'listItem'),
  'ordered list start': words => list('orderedList', { start: words }, 'listItem'),
  'task checked': words => list('taskList', {}, 'taskItem', { checked: words }),
  'code block': words => ({ type: 'codeBlock', attrs: { language: 'js' }, content: [text(words)] }),
  'code language': words => ({ type: 'codeBlock', attrs: { language: words }, content: [text('x')] }),
  'table cell': words => cell({}, words),
  'table head': words => cell({}, words, 'tableHeader'),
  'cell align': words => cell({ align: words }),
  'cell span': words => cell({ colspan: words, rowspan: words, colwidth: [words] }),
  'mention label': words => paragraph({ type: 'mention', attrs: { id: 'm', userId: 'u', label: words } }),
  'mention id': words => paragraph({ type: 'mention', attrs: { id: words, userId: words, label: 'x' } }),
  'image id': words => ({ type: 'image', attrs: { id: words, alt: 'x', caption: 'x' } }),
  'image alt': words => ({ type: 'image', attrs: { id: PICTURE, alt: words, caption: '' } }),
  'image caption': words => ({ type: 'image', attrs: { id: PICTURE, alt: '', caption: words } }),
  'image src': words => ({ type: 'image', attrs: { id: PICTURE, src: words, srcset: words } }),
  'node unknown': words => ({ type: words, attrs: { src: words }, content: [paragraph(text(words))] }),
  'node of HTML': words => ({ type: 'script', content: [text(words)] }),
}

const AROUND = [
  'title',
  'workspace',
  'author',
  'hash',
  'comment name',
  'comment body',
  'draft name',
  'draft body',
  'cover',
  'tag',
] as const

export const PLACES: readonly string[] = [...Object.keys(IN_TEXT), ...AROUND]

/** Whether a place is in the text, not around it. */
export function isInText(place: string): boolean {
  return place in IN_TEXT
}

/** A post with these words in that place alone; in every place if none is named. */
export function hostilePost(words: string, place?: string): HostilePost {
  const at = (name: (typeof AROUND)[number], honest: string) => (place === undefined || place === name ? words : honest)
  const makers = place === undefined ? Object.values(IN_TEXT) : [IN_TEXT[place] ?? (() => paragraph(text('x')))]
  const title = at('title', 'A buoy')
  const beside = { tags: [at('tag', 'Sea')], cover: { id: PICTURE, alt: at('cover', 'A buoy') } }
  const time = new Date('2026-11-28T12:00:00Z')
  return {
    workspace: { id: 'w', name: at('workspace', 'Saltmarsh'), slug: 'saltmarsh', commentPolicy: 'approve' },
    post: {
      id: 'p' as SitePost['id'],
      workspaceId: 'w' as SitePost['workspaceId'],
      channelId: 'c',
      slug: 'a-buoy',
      title,
      content: {
        type: 'doc',
        content: [
          { type: 'title', content: [text(title)] },
          ...makers.map(make => make(words)),
          paragraph(text('Honest words.')),
        ],
      },
      contentHash: at('hash', 'abc'),
      author: at('author', 'Mira'),
      authorColor: 1,
      publishedAt: time,
      versionAt: time,
      version: 1,
      ...beside,
    },
    readers: {
      reactions: { heart: 1 },
      comments: [{ id: 'c1', name: at('comment name', 'Ada'), body: at('comment body', 'Good.'), at: time }],
      commentCount: 1,
    },
    draft: { name: at('draft name', 'Ada'), body: at('draft body', 'Good.') },
  }
}
