/** What is due by the database's clock: posts whose time has come, and deliveries that should be on their way. */
import { databaseNow } from '#domain/services/database-clock.ts'
import { type Db, readRows } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'
import { DEAD_AFTER_MS } from './publish-post.ts'

/** How late a scheduled post may begin to go out, a delivery be tried again, or a dead attempt be looked up. */
export const LOOK_FOR_DUE_MS = 1000

/** Deliveries that should be on their way, whether or not a job for them exists. */
export async function findWaiting(db: Db): Promise<string[]> {
  const now = await databaseNow(db)
  const deadBefore = new Date(now.getTime() - DEAD_AFTER_MS)
  const rows = await db.delivery.findMany({
    where: {
      post: { state: 'publishing' },
      OR: [
        { state: 'queued', nextTryAt: null },
        { state: 'queued', nextTryAt: { lte: now } },
        { state: 'publishing', updatedAt: { lt: deadBefore } },
      ],
    },
    select: { id: true },
    orderBy: { createdAt: 'asc' },
    take: 1000,
  })
  return rows.map(({ id }) => id)
}

type Glance = {
  readonly now: Date
  readonly posts: boolean
  readonly deliveries: boolean
  /** Until the next post is due; null when none is before the next look. */
  readonly nextMs: number | null
}

/** Mostly nothing is due: one question a second says so, instead of a transaction and two more. */
export async function glanceAtDue(db: Db): Promise<Glance> {
  const [due] = await readRows<Glance>(
    db,
    Prisma.sql`
    with clock as (select date_trunc('milliseconds', clock_timestamp()) as now)
    select now,
      (
        select ceil(extract(epoch from min("scheduledAt") - now) * 1000)::int from post
        where state = 'scheduled' and "heldAt" is null and "scheduledAt" > now
          and "scheduledAt" < now + make_interval(secs => ${LOOK_FOR_DUE_MS / 1000})
      ) as "nextMs",
      exists (
        select from post where state = 'scheduled' and "heldAt" is null and "scheduledAt" <= now
      ) as posts,
      exists (
        select from delivery d join post p on p.id = d."postId"
        where p.state = 'publishing' and (
          (d.state = 'queued' and d."nextTryAt" <= now)
          or (d.state = 'publishing' and d."updatedAt" < now - make_interval(secs => ${DEAD_AFTER_MS / 1000}))
        )
      ) as deliveries
    from clock`,
  )
  if (!due) throw new Error('The database did not say what is due')
  return due
}

/** Deliveries whose channel said "not now" and whose wait is over, and those whose attempt died. */
export async function findOverdue(db: Db, now: Date): Promise<string[]> {
  const rows = await db.delivery.findMany({
    where: {
      post: { state: 'publishing' },
      OR: [
        { state: 'queued', nextTryAt: { lte: now } },
        { state: 'publishing', updatedAt: { lt: new Date(now.getTime() - DEAD_AFTER_MS) } },
      ],
    },
    select: { id: true },
    orderBy: { updatedAt: 'asc' },
    take: 100,
  })
  return rows.map(({ id }) => id)
}
