/**
 * What feeds and the API say of a post beside its own row: who decided last, where it goes and went, how much is said about
 * it. One list of columns for both, so that they say the same.
 */
import { z } from 'zod'
import { FeedDelivery, FeedPerson, type FeedPost } from '#domain/contract/feed-shape.ts'
import { type PostState, toldDelivery } from '#domain/contract/post-status.ts'
import { Prisma } from '#prisma/generated/client.ts'

/**
 * SQL: columns of `post p left join post_engagement e`. Of each channel the newest delivery counts: of the version that was
 * frozen last, and of older ones what is out or may be. What an older one did not bring there is over. SPEC PS412.
 */
export const POST_FACTS = Prisma.sql`
  (select count(*)::int from thread t where t."postId" = p.id and t."resolvedAt" is null) as "openThreads",
  (select jsonb_build_object('id', u.id, 'name', u.name, 'color', u.color)
    from "user" u where u.id = p."changedById") as by,
  (select jsonb_agg(d order by d.name, d."channelId") from (
    select distinct on (d."channelId")
      d."channelId", c.name, c.kind, d.state, d.url, d.reason, d.attempts,
      nullif(d."versionId" is distinct from p."frozenVersionId", false) as earlier,
      to_char(d."nextTryAt" at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "nextTryAt"
    from delivery d join channel c on c.id = d."channelId"
    where d."postId" = p.id
      and (d."versionId" = p."frozenVersionId" or d.state in ('publishing', 'published', 'unconfirmed'))
    order by d."channelId", d."createdAt" desc
  ) d) as deliveries,
  e.views, e.reactions, e.comments, e.waiting`

export type PostFactsRow = {
  openThreads: number
  by: unknown
  deliveries: unknown
  views: number | null
  reactions: number | null
  comments: number | null
  waiting: number | null
}

/** Made once: a schema takes longer to make than to use, and there are hundreds of rows in a feed. */
const DeliveryRows = FeedDelivery.extend({
  attempts: z.number().int(),
  nextTryAt: FeedDelivery.shape.nextTryAt.nullable(),
  earlier: FeedDelivery.shape.earlier.nullable(),
}).array()

export type PostFacts = {
  readonly openThreads: number
  readonly by: FeedPerson | null
  readonly deliveries: readonly (FeedDelivery & { readonly attempts: number })[]
  readonly readers: NonNullable<FeedPost['readers']> | null
}

export function toPostFacts(row: PostFactsRow, state: PostState): PostFacts {
  const { openThreads, views, reactions, comments, waiting } = row
  return {
    openThreads,
    by: row.by === null ? null : FeedPerson.parse(row.by),
    deliveries: DeliveryRows.parse(row.deliveries ?? []).map(({ nextTryAt, earlier, ...delivery }) => ({
      ...delivery,
      ...toldDelivery(delivery, state),
      ...(nextTryAt && { nextTryAt }),
      ...(earlier && { earlier }),
    })),
    readers:
      views === null ? null : { views, reactions: reactions ?? 0, comments: comments ?? 0, waiting: waiting ?? 0 },
  }
}
