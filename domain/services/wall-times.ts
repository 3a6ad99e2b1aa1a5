/**
 * Planned times by the clock: a post that was planned for nine o'clock goes out at nine o'clock, also when the rules of
 * its zone have changed meanwhile. Intl alone: the rules are those of this runtime.
 */
import type { PostId } from '#domain/contract/ids.ts'
import type { Db } from '#prisma/client.ts'
import { recordActivity } from './activity.ts'
import { databaseNow } from './database-clock.ts'
import { transact } from './transact.ts'

const HOUR_MS = 3_600_000

/** What clocks show there at a moment, to the minute: `2027-03-28T09:00`. */
export function wallIn(timeZone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at)
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find(one => one.type === type)?.value ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/** The moment nearest to `near` at which clocks show that; null where they skip it. */
export function momentOf(wall: string, timeZone: string, near: Date): Date | null {
  const wanted = Date.parse(`${wall}Z`)
  // What clocks differ from UTC by, around that day.
  const offsets = new Set(
    [-36, -12, 0, 12, 36].map(hours => {
      const at = wanted + hours * HOUR_MS
      return Date.parse(`${wallIn(timeZone, new Date(at))}Z`) - at
    }),
  )
  const moments = [...offsets].map(offset => wanted - offset).filter(at => wallIn(timeZone, new Date(at)) === wall)
  const [nearest] = moments.sort((one, other) => Math.abs(one - near.getTime()) - Math.abs(other - near.getTime()))
  return nearest === undefined ? null : new Date(nearest)
}

/**
 * Moves scheduled posts to where their clock is now. One whose time the new rules skip stays at its moment.
 * @returns ids of the posts that were moved
 */
export async function keepWallTimes(db: Db): Promise<readonly PostId[]> {
  const planned = await db.post.findMany({
    where: { state: 'scheduled', heldAt: null, plannedWall: { not: null } },
    select: { id: true, workspaceId: true, rev: true, scheduledAt: true, timeZone: true, plannedWall: true },
  })
  const moved: PostId[] = []
  for (const { id, workspaceId, rev, scheduledAt, timeZone, plannedWall } of planned) {
    if (!scheduledAt || !timeZone || !plannedWall || wallIn(timeZone, scheduledAt) === plannedWall) continue
    const moment = momentOf(plannedWall, timeZone, scheduledAt)
    if (!moment) continue
    await transact(db, async (tx, emit) => {
      const { count } = await tx.post.updateMany({
        where: { id, rev, state: 'scheduled' },
        data: { scheduledAt: moment, rev: { increment: 1 }, updatedAt: await databaseNow(tx) },
      })
      if (count === 0) return
      const data = { from: scheduledAt.toISOString(), to: moment.toISOString() }
      await recordActivity(tx, { workspaceId, postId: id, userId: null, kind: 'zone_rules_changed', data })
      emit({ type: 'post.changed', postId: id, workspaceId })
      moved.push(id as PostId)
    })
  }
  return moved
}
