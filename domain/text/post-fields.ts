/**
 * What the map `fields` of a post's document holds beside its text. One key a tag and a channel, so that what two people
 * do to different ones at once both stays:
 *
 *   slug            the wanted address        tag:<folded tag>     the tag as it was written
 *   cover           id of a picture           coverAlt             what it shows
 *   text:<channel>  Y.Text: what goes out there instead of the beginning of the post
 *
 * Anybody with the right to edit may write there: what is read is folded and bounded, whatever stands in it.
 */
import { type ImageId, parseImageId } from '#domain/contract/images.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { toSlug } from './slug.ts'

/** The map as plain values: `toJSON()` of it, or what a version froze. */
export type Fields = Readonly<Record<string, unknown>>

/** The root map of a post's Y.Doc beside its text. */
export const FIELDS = 'fields'
export const SLUG_KEY = 'slug'
export const COVER_KEY = 'cover'
export const COVER_ALT_KEY = 'coverAlt'
export const TAG_PREFIX = 'tag:'
/** Texts of channels; the only keys under which the log takes anything but a plain value. */
export const TEXT_PREFIX = 'text:'

export function textKey(channelId: string): string {
  return `${TEXT_PREFIX}${channelId}`
}

/** The key of a tag: the same one for `Sea`, `sea` and ` sea`. */
export function tagKey(tag: string): string {
  return `${TAG_PREFIX}${tagId(tag)}`
}

/** By what two tags are the same. */
export function tagId(tag: string): string {
  return tidyTag(tag).normalize('NFKC').toLowerCase()
}

/** One line without a comma or a `#` before it, as long as it may be; empty for what is no tag. */
export function tidyTag(tag: string): string {
  return [...wholeTag(tag)].slice(0, LIMITS.tagChars).join('').trim()
}

/** The same however long it is. */
export function wholeTag(tag: string): string {
  return tag
    .replace(/[\s,\p{Cc}]+/gu, ' ')
    .replace(/^[\s#]+/, '')
    .trim()
}

/** In the order of the alphabet; at most LIMITS.tagsPerPost. */
export function tagsOf(fields: Fields): readonly string[] {
  const tags = Object.entries(fields).flatMap(([key, value]) =>
    key.startsWith(TAG_PREFIX) && typeof value === 'string' && tidyTag(value) !== '' ? [tidyTag(value)] : [],
  )
  const byId = new Map(tags.toSorted().map(tag => [tagId(tag), tag]))
  return [...byId.values()].sort((a, b) => a.localeCompare(b, 'en')).slice(0, LIMITS.tagsPerPost)
}

/** The address somebody wants, as addresses are written; null while it follows the title. */
export function wantedSlug(fields: Fields): string | null {
  const wanted = fields[SLUG_KEY]
  return (typeof wanted === 'string' && toSlug(wanted, '')) || null
}

/** The channel's own text; null while it follows the post. */
export function channelTextOf(fields: Fields, channelId: string): string | null {
  const text = fields[textKey(channelId)]
  return typeof text === 'string' ? text : null
}

export type Cover = { readonly id: ImageId; readonly alt: string }

export function coverOf(fields: Fields): Cover | null {
  const id = parseImageId(fields[COVER_KEY])
  const alt = fields[COVER_ALT_KEY]
  return id && { id, alt: typeof alt === 'string' ? alt.slice(0, LIMITS.altChars) : '' }
}
