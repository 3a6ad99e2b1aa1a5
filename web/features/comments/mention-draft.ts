/** A comment while it is written: people read `@Name` in the box; who is meant stands beside it until it is sent. */
import { EVERYONE, mentionMarkdown, splitMentions } from '#domain/text/mentions.ts'
import type { Mentionable } from './api.ts'

export type Mentioned = { readonly userId: string; readonly label: string }
export type Draft = { readonly text: string; readonly mentions: readonly Mentioned[] }

export const EMPTY_DRAFT: Draft = { text: '', mentions: [] }

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

/** What both lists offer who may invite, and where it leads. */
export const NOBODY_OF_THAT_NAME = 'Nobody of that name has access. Invite…'
export const INVITE_PATH = '/settings/members?invite'

/** All who take part in the post, as one choice. */
export const EVERYBODY: Mentionable = { id: EVERYONE, name: EVERYONE, color: 1, hasAccess: true }

/** What the list in a text ends in where nobody of that name has access. */
export const INVITE: Mentionable = { id: 'invite', name: NOBODY_OF_THAT_NAME, color: 1, hasAccess: true }

/**
 * People whose name, or a later part of it, begins so: those who are in the post first, then those who see it, then
 * those who could be let in; and behind them everybody.
 */
export function findPeople(
  people: readonly Mentionable[],
  query: string,
  here: ReadonlySet<string>,
): readonly Mentionable[] {
  const wanted = plain(query)
  const found = people.filter(({ name }) => {
    const words = plain(name)
    return words.startsWith(wanted) || words.split(/\s+/).some(word => word.startsWith(wanted))
  })
  const rank = ({ id, hasAccess }: Mentionable) => (here.has(id) ? 0 : hasAccess ? 1 : 2)
  const first = found.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)).slice(0, MOST)
  return EVERYONE.startsWith(wanted) ? [...first, EVERYBODY] : first
}

/** What stands beside a name in the list. */
export function mentionHint({ id, hasAccess }: Mentionable, here: ReadonlySet<string>): string | null {
  if (id === EVERYONE) return 'All who take part in this post'
  if (here.has(id)) return 'In the post now'
  return hasAccess ? null : 'No access · Invite'
}

const MOST = 8

/** Without accents: people are found by the letters everybody's keyboard has. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
}

function isWordAt(text: string, at: number, word: string): boolean {
  return text.startsWith(word, at) && !/[\p{L}\p{N}]/u.test(text[at + word.length] ?? '')
}
