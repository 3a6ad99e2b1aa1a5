/** Words of a text as an anchor: for programs that know what is written, not how it is shared. */
import * as Y from 'yjs'
import type { AnchorEnds } from '#domain/contract/discussion-shape.ts'
import { formatPosition } from './anchors.ts'
import { BODY } from './schema.ts'

/** @returns null when the words do not stand in one piece of one block, or more than once */
export function anchorOfQuote(doc: Y.Doc, quote: string): AnchorEnds | null {
  if (quote.trim() === '') return null
  let found: { readonly text: Y.XmlText; readonly at: number } | null = null
  const waiting: unknown[] = [doc.getXmlFragment(BODY)]
  for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
    if (type instanceof Y.XmlText) {
      const words = wordsOf(type)
      const at = words.indexOf(quote)
      if (at < 0) continue
      if (found || words.indexOf(quote, at + 1) >= 0) return null
      found = { text: type, at }
    } else if (type instanceof Y.XmlFragment) waiting.push(...type.toArray())
  }
  if (!found) return null
  const { text, at } = found
  return {
    start: formatPosition(Y.createRelativePositionFromTypeIndex(text, at, 0)),
    end: formatPosition(Y.createRelativePositionFromTypeIndex(text, at + quote.length, -1)),
  }
}

/** One unit a place: what is no letter stands as one that no quote holds. */
function wordsOf(text: Y.XmlText): string {
  const parts = text.toDelta() as readonly { readonly insert: unknown }[]
  return parts.map(({ insert }) => (typeof insert === 'string' ? insert : '\u0000')).join('')
}
