/** First letters of the first and last word, whole characters in any script; `?` for a name of nothing. */
export function initialsOf(name: string): string {
  // What stands in brackets behind a name is not the name: “Robin Fields (guest)”.
  const words = name
    .replace(/\s*\([^)]*\)\s*$/, '')
    .trim()
    .split(/\s+/)
    .filter(Boolean)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  const letters = ends.map(word => firstCharacter(word ?? '')).join('')
  return letters.toLocaleUpperCase() || '?'
}

let segmenter: Intl.Segmenter | undefined

/** A letter of ASCII that nothing is put upon. */
const PLAIN = /^[!-~](?![^!-~])/

function firstCharacter(word: string): string {
  if (PLAIN.test(word)) return word.charAt(0)
  // Made once: making it takes longer than all the names of a page.
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(word)) return segment
  return ''
}
