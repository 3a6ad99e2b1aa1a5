/** The words of shared text, a line for each part, whatever the parts are: for people, where no editor can show them. */
import * as Y from 'yjs'

export function wordsIn(type: unknown): string {
  const lines: string[] = []
  const waiting: unknown[] = [type]
  while (waiting.length > 0) {
    const next = waiting.pop()
    if (next instanceof Y.XmlText) {
      const parts = (next.toDelta() as { readonly insert: unknown }[]).map(({ insert }) =>
        typeof insert === 'string' ? insert : '\uFFFC',
      )
      if (parts.length > 0) lines.push(parts.join(''))
    } else if (next instanceof Y.XmlFragment) waiting.push(...next.toArray().toReversed())
  }
  return lines.join('\n')
}
