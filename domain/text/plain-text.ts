/** Title, excerpt and plain text: what lists, notices and search show of a document. */
import type { JsonNode } from './document.ts'
import { imagesOf } from './images-in.ts'

const EXCERPT_CHARS = 200

/** The title in one line; empty while nobody wrote one. */
export function titleOf(json: JsonNode): string {
  const title = json.content?.find(node => node.type === 'title')
  return title ? oneLine(inlineText(title)) : ''
}

/**
 * Beginning of the text without title and headings, at most 200 characters, cut between words. A block that ends without
 * a full stop, as those of lists do, is kept apart from the next.
 */
export function excerptOf(json: JsonNode): string {
  const lines = linesOf(json, ['title', 'heading'])
  const text = beginningOf(lines.length > 0 ? lines : linesOf(json, ['title']))
  if (text.length <= EXCERPT_CHARS) return text
  const cut = text.slice(0, EXCERPT_CHARS).toWellFormed()
  const lastSpace = cut.lastIndexOf(' ')
  return `${(lastSpace > EXCERPT_CHARS / 2 ? cut.slice(0, lastSpace) : cut).trimEnd()}…`
}

/** In one line, as much of it as an excerpt may need: a text may be a megabyte. */
function beginningOf(lines: readonly string[]): string {
  let text = ''
  for (const line of lines) {
    if (text.length > EXCERPT_CHARS) break
    const words = oneLine(line)
    if (words === '') continue
    const between = text === '' ? '' : /\p{P}/u.test(text.slice(-1)) ? ' ' : ' · '
    text += `${between}${words}`
  }
  return text
}

/** The text without the title: one line for each block that holds text. */
export function textOf(json: JsonNode): string {
  return linesOf(json, ['title']).join('\n')
}

function linesOf(json: JsonNode, without: readonly string[]): readonly string[] {
  const lines: string[] = []
  const visit = (node: JsonNode) => {
    if (without.includes(node.type)) return
    const holdsText = node.content?.some(child => child.type === 'text' || child.type === 'mention')
    if (holdsText) lines.push(inlineText(node))
    else node.content?.forEach(visit)
  }
  visit(json)
  return lines
}

/** Whether there is anything to publish beside the title: a word or a picture, a rule does not count. */
export function hasText(json: JsonNode): boolean {
  return textOf(json).trim() !== '' || imagesOf(json).length > 0
}

/** Words in the text, a CJK character counting as one: enough for a reading time. */
export function wordCount(json: JsonNode): number {
  return textOf(json).match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}'’-]+/gu)?.length ?? 0
}

function inlineText(node: JsonNode): string {
  return (node.content ?? []).map(wordsOf).join('')
}

function wordsOf(node: JsonNode): string {
  switch (node.type) {
    case 'hardBreak':
      return ' '
    case 'mention':
      return `@${node.attrs?.label ?? ''}`
    default:
      return node.text ?? ''
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
