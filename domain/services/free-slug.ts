/** An address that nobody has yet. */
import { randomBytes } from 'node:crypto'
import { isReservedSlug } from '#domain/text/slug.ts'

/**
 * The slug itself while it is free, else with a random ending. Two writers at the same moment may still clash: then the
 * unique index refuses one of them and the caller's transaction ends.
 */
export async function freeSlug(slug: string, isTaken: (slug: string) => Promise<boolean>): Promise<string> {
  return isReservedSlug(slug) || (await isTaken(slug)) ? `${slug}-${randomBytes(3).toString('hex')}` : slug
}
