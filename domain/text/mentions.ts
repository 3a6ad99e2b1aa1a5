/** Mentions in Markdown: `@[Name](user:<userId>)`. The id says who is meant; the name is how they were called then. */

/** In place of a person's id: all who take part in the post. */
export const EVERYONE = 'everyone'

type MarkdownPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'mention'; readonly userId: string; readonly label: string }

const MENTION = /@\[((?:[^[\]\\\n]|\\.){1,200})\]\(user:([A-Za-z0-9_-]{8,64})\)/g

/** The text between mentions, and the mentions, in order. */
export function splitMentions(markdown: string): readonly MarkdownPart[] {
  const parts: MarkdownPart[] = []
  let from = 0
  for (const match of markdown.matchAll(MENTION)) {
    const [whole, name = '', userId = ''] = match
    if (match.index > from) parts.push({ type: 'text', text: markdown.slice(from, match.index) })
    parts.push({ type: 'mention', userId, label: name.replace(/\\(.)/g, '$1') })
    from = match.index + whole.length
  }
  if (from < markdown.length) parts.push({ type: 'text', text: markdown.slice(from) })
  return parts
}

/** Ids of the people who are mentioned, each once. */
export function mentionedIn(markdown: string): ReadonlySet<string> {
  return new Set(splitMentions(markdown).flatMap(part => (part.type === 'mention' ? [part.userId] : [])))
}

/** A mention as Markdown; `splitMentions` reads back the same. */
export function mentionMarkdown({ userId, label }: { readonly userId: string; readonly label: string }): string {
  const name = label.replace(/\s+/g, ' ').trim().slice(0, 80)
  return `@[${name.replace(/[[\]\\]/g, '\\$&')}](user:${userId})`
}
