/** Which deliveries of a post wait to go out, and which of them are no more. */
import type { PostId } from '#domain/contract/ids.ts'
import type { Tx } from '#prisma/client.ts'
import { databaseNow } from './database-clock.ts'

/** One key for one text on one channel: a channel that knows such keys will not post it twice. */
function idempotencyKeyOf(postId: string, channelId: string, versionId: string): string {
  return `${postId}:${channelId}:${versionId}`
}

/**
 * Puts deliveries of a version in the queue: what was never sent, and what failed. What is out, or may be, stays as it
 * is; what failed on a channel that is not chosen any more is left out.
 *
 * @returns ids of the queued ones
 */
export async function queueDeliveries(
  tx: Tx,
  { postId, versionId, channelIds }: { postId: PostId; versionId: string; channelIds: readonly string[] },
): Promise<string[]> {
  await tx.delivery.deleteMany({
    where: { postId, versionId, state: { in: ['failed', 'queued'] }, channelId: { notIn: [...channelIds] } },
  })
  await tx.delivery.createMany({
    data: channelIds.map(channelId => ({
      postId,
      channelId,
      versionId,
      idempotencyKey: idempotencyKeyOf(postId, channelId, versionId),
    })),
    skipDuplicates: true,
  })
  await requeueFailed(tx, { postId, versionId })
  const queued = await tx.delivery.findMany({ where: { postId, versionId, state: 'queued' }, select: { id: true } })
  return queued.map(({ id }) => id)
}

/** @returns ids of the deliveries that had failed and wait again */
export async function requeueFailed(
  tx: Tx,
  { postId, versionId, channelId }: { postId: PostId; versionId: string; channelId?: string | undefined },
): Promise<string[]> {
  const rows = await tx.delivery.updateManyAndReturn({
    where: { postId, versionId, state: 'failed', ...(channelId === undefined ? {} : { channelId }) },
    data: { state: 'queued', reason: null, tries: 0, nextTryAt: null, updatedAt: await databaseNow(tx) },
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

/** Forgets what waits: a job that wakes for it finds nothing. */
export async function dropQueued(tx: Tx, postId: PostId): Promise<void> {
  await tx.delivery.deleteMany({ where: { postId, state: 'queued' } })
}

/** Of what is on the site, nothing is there any more. Elsewhere a post cannot be called back. */
export async function takeOffSite(tx: Tx, postId: PostId): Promise<void> {
  await tx.delivery.deleteMany({ where: { postId, channel: { kind: 'site' } } })
}
