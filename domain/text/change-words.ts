/** Turns the words of a Y.Text into others by one replacement, as small as it can be: what others write beside it stays. */
import type * as Y from 'yjs'

export function changeWords(text: Y.Text, next: string): void {
  const before = text.toString()
  if (before === next) return
  const most = Math.min(before.length, next.length)
  let start = 0
  while (start < most && before[start] === next[start]) start++
  if (isInsideLetter(before, start) || isInsideLetter(next, start)) start--
  let end = 0
  while (end < most - start && before[before.length - 1 - end] === next[next.length - 1 - end]) end++
  if (isInsideLetter(before, before.length - end) || isInsideLetter(next, next.length - end)) end--
  const removed = before.length - end - start
  const inserted = next.slice(start, next.length - end)
  const change = () => {
    if (removed > 0) text.delete(start, removed)
    if (inserted !== '') text.insert(start, inserted)
  }
  if (text.doc) text.doc.transact(change, text)
  else change()
}

/** Between the halves of a surrogate pair: what is cut there is no letter any more. */
function isInsideLetter(text: string, index: number): boolean {
  const code = text.charCodeAt(index)
  return code >= 0xdc00 && code <= 0xdfff
}
