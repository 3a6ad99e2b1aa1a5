/** Letters as people see them (grapheme clusters), and as networks count them. */

const letters = new Intl.Segmenter('en', { granularity: 'grapheme' })

export function lettersOf(text: string): readonly string[] {
  return [...letters.segment(text)].map(({ segment }) => segment)
}

export function countLetters(text: string): number {
  let count = 0
  for (const _ of letters.segment(text)) count++
  return count
}

/** A web address in running text: without the marks that end a sentence. */
const LINK = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]/giu
/** `@name@server`, of which the server does not count. */
const FAR_MENTION = /(?<![\w/@])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@[a-z0-9.-]*[a-z0-9]/giu
/** Whatever the length of a link, it counts as much. */
const MASTODON_LINK = 'x'.repeat(23)

type LinkPlace = { readonly url: string; readonly start: number; readonly end: number }

/** Links of a text, where they stand in it (UTF-16). */
export function linksIn(text: string): readonly LinkPlace[] {
  return [...text.matchAll(LINK)].map(({ 0: url, index }) => ({ url, start: index, end: index + url.length }))
}

/** @see https://docs.joinmastodon.org/user/posting/#text and StatusLengthValidator of its source */
export function countAsMastodon(text: string): number {
  return countLetters(text.replace(LINK, MASTODON_LINK).replace(FAR_MENTION, '@$1'))
}
