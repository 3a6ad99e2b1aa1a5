/** Addresses made of titles and names. */
const SLUG_CHARS = 80

/** Lower-case ASCII words with `-` between them; `fallback` when no letter or digit is left. */
export function toSlug(text: string, fallback: string): string {
  const slug = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_CHARS)
    .replace(/^-+|-+$/g, '')
  return slug || fallback
}

/** `feed.json` beside the posts is the site's feed. */
export function isReservedSlug(slug: string): boolean {
  return slug === 'feed'
}
