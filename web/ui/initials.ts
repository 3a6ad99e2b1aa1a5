/** First letters of the first and last word, whole characters in any script; `?` for a name of nothing. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  const letters = ends.map(word => firstCharacter(word ?? '')).join('')
  return letters.toLocaleUpperCase() || '?'
}

function firstCharacter(word: string): string {
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)) return segment
  return ''
}
