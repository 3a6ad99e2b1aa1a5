/** A comment's Markdown as pieces that can be shown: small on purpose, everything else stays as it was typed. */
import { parseLinkAddress } from './link-address.ts'
import { splitMentions } from './mentions.ts'

export type Piece =
  | { readonly type: 'text' | 'bold' | 'italic' | 'code' | 'strike'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string }
  | { readonly type: 'mention'; readonly text: string; readonly userId: string }

const INLINE =
  /`([^`\n]+)`|\*\*([^*\n]+)\*\*|~~([^~\n]+)~~|(?<![\w*])\*([^*\s][^*\n]*)\*(?!\w)|(?<!\w)_([^_\s][^_\n]*)_(?!\w)|\[([^[\]\n]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>()]+[^\s<>().,;:!?'"])/g

export function piecesOf(markdown: string): readonly Piece[] {
  return splitMentions(markdown).flatMap((part): readonly Piece[] =>
    part.type === 'mention'
      ? [{ type: 'mention', text: `@${part.label}`, userId: part.userId }]
      : inlinePieces(part.text),
  )
}

/** As it is read where nothing can be shown but letters. */
export function plainWordsOf(markdown: string): string {
  return piecesOf(markdown)
    .map(({ text }) => text)
    .join('')
}

function inlinePieces(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(INLINE)) {
    const piece = pieceOf(match)
    if (!piece) continue
    if (match.index > from) pieces.push({ type: 'text', text: text.slice(from, match.index) })
    pieces.push(piece)
    from = match.index + match[0].length
  }
  if (from < text.length) pieces.push({ type: 'text', text: text.slice(from) })
  return pieces
}

function pieceOf([whole, code, bold, strike, star, underscore, words, address, url]: RegExpMatchArray): Piece | null {
  if (code !== undefined) return { type: 'code', text: code }
  if (bold !== undefined) return { type: 'bold', text: bold }
  if (strike !== undefined) return { type: 'strike', text: strike }
  const italic = star ?? underscore
  if (italic !== undefined) return { type: 'italic', text: italic }
  const href = parseLinkAddress(address ?? url ?? whole)
  return href === null ? null : { type: 'link', text: words ?? url ?? href, href }
}
