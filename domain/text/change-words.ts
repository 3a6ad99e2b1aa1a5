/** What was typed into plain words, as one replacement: as small as it can be, so that what others write beside it stays. */
import type * as Y from 'yjs'

type Replacement = { readonly start: number; readonly removed: number; readonly inserted: string }

/** How `before` becomes `after`; never cuts a letter in half. Places are UTF-16. */
export function replacementOf(before: string, after: string): Replacement {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start++
  if (isInsideLetter(before, start) || isInsideLetter(after, start)) start--
  let end = 0
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  if (isInsideLetter(before, before.length - end) || isInsideLetter(after, after.length - end)) end--
  return { start, removed: before.length - end - start, inserted: after.slice(start, after.length - end) }
}

/** Where a place in `before` is in `after`: behind what came before it, at the beginning of what took its place. */
export function placeAfter(before: string, after: string, place: number): number {
  const { start, removed, inserted } = replacementOf(before, after)
  if (place <= start) return place
  if (place < start + removed) return start + inserted.length
  return place + inserted.length - removed
}

/**
 * @param next the words as they shall be
 * @param shown the words that `next` was made of; what others have changed since is kept
 */
export function changeWords(text: Y.Text, next: string, shown = text.toString()): void {
  const now = text.toString()
  const { start, removed, inserted } = replacementOf(shown, next)
  const from = placeAfter(shown, now, start)
  const to = Math.max(from, placeAfter(shown, now, start + removed))
  if (to === from && inserted === '') return
  const change = () => {
    if (to > from) text.delete(from, to - from)
    if (inserted !== '') text.insert(from, inserted)
  }
  if (text.doc) text.doc.transact(change, text)
  else change()
}

/** Between the halves of a surrogate pair: what is cut there is no letter any more. */
function isInsideLetter(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code >= 0xdc00 && code <= 0xdfff
}
