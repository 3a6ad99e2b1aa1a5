/** Names of moments of a post's history, oldest moment first. */
import { z } from 'zod'
import { FeedPerson } from '#domain/contract/feed-shape.ts'
import type { AllowedPost } from '#domain/services/access.ts'
import type { Tx } from '#prisma/client.ts'

export const NamedMomentView = z
  .object({
    /** Row of the log with which the moment ends: see `…/replay`. */
    seq: z.number().int(),
    name: z.string(),
    /** When that row was committed. */
    at: z.string(),
    /** Who gave the name; null for people who are gone. */
    namedBy: FeedPerson.nullable(),
    namedAt: z.string(),
  })
  .meta({ id: 'NamedMoment' })
export type NamedMomentView = z.infer<typeof NamedMomentView>

/** At most LIMITS.namedMomentsPerPost. */
export async function listNamedMoments(db: Tx, { postId }: AllowedPost<'edit'>): Promise<NamedMomentView[]> {
  const rows = await db.namedMoment.findMany({ where: { postId }, orderBy: { logSeq: 'asc' } })
  const people = await db.user.findMany({
    where: { id: { in: [...new Set(rows.map(({ namedById }) => namedById))] } },
    select: { id: true, name: true, color: true },
  })
  const personById = new Map(people.map(person => [person.id, person]))
  return rows.map(({ logSeq, name, at, namedById, namedAt }) => ({
    seq: logSeq,
    name,
    at: at.toISOString(),
    namedBy: personById.get(namedById) ?? null,
    namedAt: namedAt.toISOString(),
  }))
}
