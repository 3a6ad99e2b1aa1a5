/** The newest attempts to send to a channel, and what may be done about each now. */
import { z } from 'zod'
import { type DeliveryState, type PostState, TRANSITIONS } from '#domain/contract/post-status.ts'
import { type AllowedChannel, mayReadSql } from '#domain/services/access.ts'
import { ATTEMPTS_KEPT } from '#domain/services/delivery-log.ts'
import type { Tx } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'

export const AttemptView = z
  .object({
    id: z.string(),
    /** ISO 8601 in UTC. */
    at: z.string(),
    attempt: z.number().int(),
    /** Null for a post that whoever asks may not see. */
    post: z.object({ id: z.string(), title: z.string(), rev: z.number().int() }).nullable(),
    outcome: z.enum(['published', 'rejected', 'unknown']),
    /** HTTP status of the answer; null where none came, or it is no matter of HTTP. */
    status: z.number().int().nullable(),
    /** The link that was answered, or why not. */
    words: z.string().nullable(),
    tookMs: z.number().int(),
    /**
     * `retry`: it certainly was not taken, and may be sent again. `ask`: nobody knows, so a person has to say first.
     * Null where it was taken, or something newer has come of it.
     */
    replay: z.enum(['retry', 'ask']).nullable(),
  })
  .meta({ id: 'DeliveryAttempt' })
export type AttemptView = z.infer<typeof AttemptView>

type Row = Omit<AttemptView, 'at' | 'post' | 'replay'> & {
  at: Date
  postId: string
  title: string | null
  rev: number
  postState: PostState
  deliveryState: DeliveryState | null
  isNewest: boolean
}

/** Newest first. */
export async function listAttempts(
  db: Tx,
  { channelId, userId }: Pick<AllowedChannel<'manage'>, 'channelId' | 'userId'>,
): Promise<AttemptView[]> {
  const rows = await db.$queryRaw<Row[]>`
    select a.id, a.at, a.attempt, a.outcome, a.status, a.words, a."tookMs", a."postId", p.rev, p.state as "postState",
      case when ${mayReadSql(Prisma.sql`p.id`, userId)} then p.title end as title,
      d.state as "deliveryState",
      coalesce(d.attempts = a.attempt and d."versionId" = p."frozenVersionId", false) as "isNewest"
    from delivery_attempt a
      join post p on p.id = a."postId"
      left join delivery d on d.id = a."deliveryId"
    where a."channelId" = ${channelId}::uuid
    order by a.at desc, a.id desc limit ${ATTEMPTS_KEPT}`
  return rows.map(({ at, postId, title, rev, postState, deliveryState, isNewest, ...row }) => ({
    ...row,
    at: at.toISOString(),
    post: title === null ? null : { id: postId, title, rev },
    replay: title !== null && isNewest ? replayOf(postState, deliveryState) : null,
  }))
}

function replayOf(postState: PostState, deliveryState: DeliveryState | null): AttemptView['replay'] {
  const may = (command: 'retry' | 'confirm') => 'to' in TRANSITIONS[postState][command]
  if (deliveryState === 'failed' && may('retry')) return 'retry'
  return deliveryState === 'unconfirmed' && may('confirm') ? 'ask' : null
}
