/** A post as a few lines for networks that take no more: title, beginning, link; cut at a word, never inside a letter. */
import type { JsonNode } from './document.ts'
import { textOf } from './plain-text.ts'

export type ShortText = {
  /** Lines as they are sent; the link, where there is one, ends them. */
  readonly text: string
  /** As the network counts. */
  readonly length: number
}

type Rules = {
  /** Most that the network takes, in letters as people see them (grapheme clusters). */
  readonly limit: number
  /** What a link counts, where that is not its length. */
  readonly linkCounts?: number
}

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })
const GAP = '\n\n'

/** Letters as people see them. */
export function countLetters(text: string): number {
  return [...letters.segment(text)].length
}

/** @param content the document; its title is given apart */
export function shortText(
  { title, content, url }: { title: string; content: JsonNode; url: string | null },
  { limit, linkCounts }: Rules,
): ShortText {
  const linkLength = url === null ? 0 : (linkCounts ?? countLetters(url)) + GAP.length
  const head = cut(title, limit - linkLength)
  const room = limit - linkLength - countLetters(head) - GAP.length
  const beginning = cut(bodyOf(content), room)
  const words = beginning === '' ? head : `${head}${GAP}${beginning}`
  return {
    text: url === null ? words : `${words}${GAP}${url}`,
    length: countLetters(words) + linkLength,
  }
}

function bodyOf(content: JsonNode): string {
  return textOf(content)
    .trim()
    .replace(/\s*\n\s*/g, GAP)
}

/** At most that many letters, an ellipsis among them where something is left out. */
function cut(text: string, most: number): string {
  const all = [...letters.segment(text)].map(({ segment }) => segment)
  if (all.length <= most) return text
  if (most < 2) return ''
  const kept = all.slice(0, most - 1).join('')
  const atWord = kept.replace(/\s+\S*$/u, '')
  // A text without spaces is cut where it has to be.
  return `${(atWord.length > kept.length / 2 ? atWord : kept).trimEnd()}…`
}
