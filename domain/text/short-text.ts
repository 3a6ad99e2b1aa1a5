/** A post as a few lines for networks that take no more: title, beginning, link; cut at a word, never inside a letter. */
import { countLetters, lettersOf } from './count-letters.ts'
import type { JsonNode } from './document.ts'
import { textOf } from './plain-text.ts'

type Rules = {
  /** Most that the network takes, as it counts. */
  readonly limit: number
  readonly count: (text: string) => number
}

const GAP = '\n\n'

/**
 * Lines as they are sent; the link, where there is one, ends them.
 * @param content the document; its title is given apart
 */
export function shortText(
  { title, content, url }: { title: string; content: JsonNode; url: string | null },
  { limit, count }: Rules,
): string {
  const room = limit - (url === null ? 0 : count(url) + GAP.length)
  const head = cutTo(room, title, count)
  const beginning = cutTo(room - count(head) - GAP.length, bodyOf(content), count)
  return withLink(beginning === '' ? head : `${head}${GAP}${beginning}`, url)
}

export function withLink(words: string, url: string | null): string {
  return url === null ? words : `${words}${GAP}${url}`
}

function bodyOf(content: JsonNode): string {
  return textOf(content)
    .trim()
    .replace(/\s*\n\s*/g, GAP)
}

/** A network may count a short link for more than its letters: then less is kept. */
function cutTo(room: number, text: string, count: Rules['count']): string {
  let kept = cut(text, room)
  for (let most = room; kept !== '' && count(kept) > room; kept = cut(text, most)) most -= Math.ceil(count(kept) - room)
  return kept
}

/** At most that many letters, an ellipsis among them where something is left out. */
function cut(text: string, most: number): string {
  if (countLetters(text) <= most) return text
  if (most < 2) return ''
  const kept = lettersOf(text)
    .slice(0, most - 1)
    .join('')
  const atWord = kept.replace(/\s+\S*$/u, '')
  // A text without spaces is cut where it has to be.
  return `${(atWord.length > kept.length / 2 ? atWord : kept).trimEnd()}…`
}
