/**
 * What goes out on a network that takes little: the channel's own text, or the beginning of the post while it has none.
 * The page previews with the same function that the job sends with.
 */
import { countAsMastodon, countLetters } from './count-letters.ts'
import type { JsonNode } from './document.ts'
import { shortText, withLink } from './short-text.ts'

export const NETWORKS = {
  mastodon: { word: 'Mastodon', limit: 500, mostBytes: Number.POSITIVE_INFINITY, count: countAsMastodon },
  /** @see https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json */
  bluesky: { word: 'Bluesky', limit: 300, mostBytes: 3000, count: countLetters },
} as const
export type Network = keyof typeof NETWORKS

/** Null for kinds of channels that take the whole text. */
export function findNetwork(kind: string): Network | null {
  return Object.hasOwn(NETWORKS, kind) ? (kind as Network) : null
}

export type NetworkPost = {
  readonly title: string
  readonly content: JsonNode
  /** The channel's own text; null while it follows the post. */
  readonly own: string | null
  /** Its address on the public site, where it goes there too: it ends the text unless that names it already. */
  readonly url: string | null
}

export type NetworkText = {
  /** As it is sent. */
  readonly text: string
  /** As the network counts. */
  readonly length: number
  readonly limit: number
  readonly problem: 'empty' | 'too_long' | 'too_many_bytes' | null
}

/** Why the network would not take it, and what to do; null where it would. */
export function problemWords(network: Network, { length, limit, problem }: NetworkText): string | null {
  const { word } = NETWORKS[network]
  switch (problem) {
    case null:
      return null
    case 'empty':
      return `The text for ${word} is empty: write it, or let it follow the post.`
    case 'too_long':
      return `The text for ${word} is ${length} letters, the limit is ${limit}: make it ${length - limit} shorter.`
    case 'too_many_bytes':
      return `The text for ${word} takes more bytes than it may: use fewer emoji.`
  }
}

export function networkText(network: Network, { title, content, own, url }: NetworkPost): NetworkText {
  const { limit, mostBytes, count } = NETWORKS[network]
  const shareOf = (part: string) => new TextEncoder().encode(part).byteLength / mostBytes
  const words = own?.trim() ?? null
  const text =
    words === null
      ? shortText({ title, content, url }, { limit, count: part => Math.max(count(part), shareOf(part) * limit) })
      : withLink(words, url !== null && words.includes(url) ? null : url)
  const length = count(text)
  const problem = words === '' ? 'empty' : length > limit ? 'too_long' : shareOf(text) > 1 ? 'too_many_bytes' : null
  return { text, length, limit, problem }
}
