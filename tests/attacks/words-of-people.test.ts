import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { digestMail } from '#collab/jobs/digest-mail.ts'
import type { FeedNotification } from '#domain/contract/feed-shape.ts'
import { NOTIFICATION_KINDS } from '#domain/contract/feed-shape.ts'
import type { UserId } from '#domain/contract/ids.ts'
import { placeOf } from '#domain/contract/notice-place.ts'
import { noticeSentence } from '#domain/contract/notice-words.ts'
import { mentionMarkdown } from '#domain/text/mentions.ts'
import { CommentWords } from '#web/features/comments/components/comment-words.tsx'
import { MentionList } from '#web/features/comments/components/mention-list.tsx'
import { sentenceParts } from '#web/features/notifications/format.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { findActing } from './acting.ts'
import { CANARY, PAYLOADS } from './public-page.ts'

/** Beside those of the public page, what only the small Markdown of comments and the addresses of notices could let through. */
const VECTORS: readonly string[] = [
  ...PAYLOADS,
  `[x](javascript:${CANARY})`,
  `[x](JAVASCRIPT&#58;${CANARY})`,
  `[x](data:text/html,<script>${CANARY}</script>)`,
  `[x](vbscript:${CANARY})`,
  `[x]("onclick="${CANARY})`,
  `[<img src=x onerror=${CANARY}>](https://ok.example/)`,
  `[x](https://ok.example/"onclick="${CANARY})`,
  `**<img src=x onerror=${CANARY}>**`,
  `\`<script>${CANARY}</script>\``,
  `~~<svg onload=${CANARY}>~~`,
  `*<b onclick=${CANARY}>*`,
  `https://ok.example/"onmouseover="${CANARY}`,
  `https://ok.example/<script>${CANARY}</script>`,
  `@[<img src=x onerror=${CANARY}>](user:abcdefgh)`,
  `@[x](user:"><script>${CANARY}</script>)`,
  `@[x](javascript:${CANARY})`,
  `![x](javascript:${CANARY})`,
  `Subject\r\nBcc: all@evil.example\r\n\r\n<script>${CANARY}</script>`,
  `“ ” <b>${CANARY}</b> ”`,
  `{{constructor.constructor('${CANARY}')()}}`,
]

const Everything = ({ words }: { readonly words: string }) => {
  const person = { id: 'mallory-1', name: words, color: 1, hasAccess: true, address: words }
  const sentences = NOTIFICATION_KINDS.map(kind =>
    noticeSentence({ kind, severity: 'info', subject: words, body: words, actors: [person], count: 2 }),
  )
  return createElement(
    'main',
    { title: words },
    createElement(CommentWords, { markdown: words, myId: 'me' }),
    createElement(CommentWords, { markdown: mentionMarkdown({ userId: 'mallory-1', label: words }), myId: 'me' }),
    createElement(Avatar, { name: words, color: 1 }),
    createElement(MentionList, {
      id: 'list',
      people: [person],
      here: new Set<string>(),
      active: 0,
      inviteHref: null,
      onChoose: () => undefined,
    }),
    sentences.flatMap(sentence => sentenceParts(sentence, [person]).map(({ text }) => text)),
  )
}

const noticeOf = (words: string): FeedNotification & { id: string } => ({
  id: 'n1',
  kind: 'mention',
  severity: 'info',
  title: words,
  body: words,
  postId: words,
  mentionId: words,
  actors: [{ id: 'mallory-1', name: words, color: 1 }],
  count: 1,
  rev: 1,
  at: '2026-11-28T10:00:00.000Z',
  readAt: null,
})

describe('[AU102] A17: what people write in comments, mentions, names and titles', () => {
  test('there are sixty ways to try', () => expect(new Set(VECTORS).size).toBeGreaterThanOrEqual(60))

  test.each(VECTORS)('is words on the page: %j', words => {
    const html = renderToStaticMarkup(createElement(Everything, { words }))
    expect(findActing(html)).toEqual([])
    // Attributes and elements are those of harmless words: nothing broke out.
    const shape = (page: string) =>
      page.replace(/<(?:strong|em|s|code|a|span)\b[^>]*>|<\/(?:strong|em|s|code|a|span)>/g, '').match(/<[a-z][^\s>]*/g)
    expect(shape(html)).toEqual(shape(renderToStaticMarkup(createElement(Everything, { words: 'Words' }))))
  })

  test.each(VECTORS)('is words in a mail, in both its forms: %j', words => {
    const options = { publicUrl: 'https://galley.example', authSecret: 'x'.repeat(32), from: 'galley@galley.example' }
    const mail = digestMail(options, { userId: 'me' as UserId, email: 'me@galley.example', items: [noticeOf(words)] })
    // Mails carry their few styles with them.
    expect(findActing((mail.html ?? '').replace(/ style="[^"]*"/g, ''))).toEqual([])
    expect(mail.text).toContain(words)
    expect(mail.subject).not.toMatch(/[\r\n]/)
  })

  test.each(VECTORS)('leads from a notice to this server alone: %j', words => {
    const place = placeOf({ ...noticeOf(words), threadId: undefined })
    expect(new URL(place ?? '/', 'https://galley.example').origin).toBe('https://galley.example')
  })
})
