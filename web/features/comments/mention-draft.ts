/** A comment while it is written: people read `@Name` in the box; who is meant stands beside it until it is sent. */
import { mentionMarkdown, splitMentions } from '#domain/text/mentions.ts'
import { type Draft, EMPTY_DRAFT } from './drafts.ts'

/** What is sent: each `@Name` that was chosen from the list becomes a mention, whatever was typed around it. */
export function draftToMarkdown({ text, mentions }: Draft): string {
  // The longest first, so that `@Mira Okafor` is not taken for `@Mira`.
  const known = mentions.toSorted((a, b) => b.label.length - a.label.length)
  let markdown = ''
  for (let index = 0; index < text.length; ) {
    const hit = text[index] === '@' && known.find(({ label }) => isWordAt(text, index + 1, label))
    markdown += hit ? mentionMarkdown(hit) : text[index]
    index += hit ? hit.label.length + 1 : 1
  }
  return markdown.trim()
}

/** What was typed while `sent` was on its way: all behind it, or everything where something else stands there now. */
export function typedSince(now: Draft, sent: Draft): Draft {
  const text = wordsSince(now.text, sent.text)
  return text === '' ? EMPTY_DRAFT : { ...now, text }
}

/** The same of words alone. */
export function wordsSince(now: string, sent: string): string {
  return now.startsWith(sent) ? now.slice(sent.length).trimStart() : now
}

/** A comment as it was sent, ready to be changed. */
export function draftOf(markdown: string): Draft {
  const parts = splitMentions(markdown)
  return {
    text: parts.map(part => (part.type === 'text' ? part.text : `@${part.label}`)).join(''),
    mentions: parts.flatMap(part => (part.type === 'mention' ? [{ userId: part.userId, label: part.label }] : [])),
  }
}

/** What stands between an `@` and the caret, when a list of people belongs there; null else. */
export function mentionQuery(text: string, caret: number): { readonly from: number; readonly query: string } | null {
  const match = /(?:^|[\s([{“"'])@([^\s@]{0,40}(?: [^\s@]{0,40})?)$/u.exec(text.slice(0, caret))
  if (!match) return null
  const query = match[1] ?? ''
  return { from: caret - query.length - 1, query }
}

/** Puts a person in place of the `@` and what was typed after it. @returns where the caret goes */
export function mention(
  draft: Draft,
  { from, to }: { readonly from: number; readonly to: number },
  person: { readonly id: string; readonly name: string },
): { readonly draft: Draft; readonly caret: number } {
  const words = `@${person.name} `
  const rest = draft.text.slice(to).replace(/^ /, '')
  const mentions = draft.mentions.filter(({ userId }) => userId !== person.id)
  return {
    draft: {
      text: draft.text.slice(0, from) + words + rest,
      mentions: [...mentions, { userId: person.id, label: person.name }],
    },
    caret: from + words.length,
  }
}

function isWordAt(text: string, at: number, word: string): boolean {
  return text.startsWith(word, at) && !/[\p{L}\p{N}]/u.test(text[at + word.length] ?? '')
}
