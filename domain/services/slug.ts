/** Addresses made of titles and names. */
import { randomBytes } from 'node:crypto'

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

/**
 * The slug itself while it is free, else with a random ending. Two writers at the same moment may still clash: then the
 * unique index refuses one of them and the caller's transaction ends.
 */
export async function freeSlug(slug: string, isTaken: (slug: string) => Promise<boolean>): Promise<string> {
  return (await isTaken(slug)) ? `${slug}-${randomBytes(3).toString('hex')}` : slug
}
