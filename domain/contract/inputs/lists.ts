/** Pages of a list. A cursor is opaque to its reader: base64url of the place after which the next page begins. */
import { z } from 'zod'
import { LIMITS } from '../limits.ts'

export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(LIMITS.listItems).default(50),
  cursor: z.base64url().max(200).optional(),
})

/** A place in a list ordered by time, newest first, then by id. */
const Place = z.tuple([z.iso.datetime(), z.uuid()])
export type Place = { readonly at: Date; readonly id: string }

export function toCursor({ at, id }: Place): string {
  return btoa(JSON.stringify([at.toISOString(), id]))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/** Null for anything that is not a cursor of ours. */
export function parseCursor(cursor: string): Place | null {
  try {
    const [at, id] = Place.parse(JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))))
    return { at: new Date(at), id }
  } catch {
    return null
  }
}
