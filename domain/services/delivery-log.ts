/** What each attempt to send came to, for people who look into a channel. Bounded: the newest of each channel. */
import type { Db, Tx } from '#prisma/client.ts'
import type { Outcome } from './deliveries.ts'

/** More than that are forgotten. */
export const ATTEMPTS_KEPT = 200
const WORDS_CHARS = 300

type Attempt = {
  readonly deliveryId: string
  readonly attempt: number
  readonly outcome: Outcome
  /** HTTP status, where one came. */
  readonly status: number | null
  readonly tookMs: number
}

export async function logAttempt(db: Db, { deliveryId, attempt, outcome, status, tookMs }: Attempt): Promise<void> {
  const delivery = await db.delivery.findUnique({
    where: { id: deliveryId },
    select: { channelId: true, postId: true },
  })
  if (!delivery) return
  const words = outcome.kind === 'published' ? outcome.url : outcome.reason
  await db.deliveryAttempt.create({
    data: {
      ...delivery,
      deliveryId,
      attempt,
      outcome: outcome.kind,
      status,
      words: words?.slice(0, WORDS_CHARS).toWellFormed() ?? null,
      tookMs: Math.round(tookMs),
    },
  })
}

export async function forgetOldAttempts(db: Tx): Promise<void> {
  await db.$executeRaw`
    delete from delivery_attempt where id in (
      select id from (
        select id, row_number() over (partition by "channelId" order by at desc, id desc) as place from delivery_attempt
      ) ranked where place > ${ATTEMPTS_KEPT})`
}
