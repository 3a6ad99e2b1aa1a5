/** First letters of the first and last word, whole characters in any script; `?` for a name of nothing. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  const letters = ends.map(word => firstCharacter(word ?? '')).join('')
  return letters.toLocaleUpperCase() || '?'
}

let segmenter: Intl.Segmenter | undefined

function firstCharacter(word: string): string {
  // Made once: making it takes longer than all the names of a page.
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(word)) return segment
  return ''
}
