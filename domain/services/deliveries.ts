/**
 * Deliveries: one row per post, channel and frozen version. The row is the truth, a job only the alarm.
 *
 *   queued → (claim) publishing → (record) published | failed | unconfirmed → the post's state is folded from them
 *
 * Lock order everywhere: the post's row first, then its deliveries.
 */
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { type DeliveryState, foldDeliveries, type PostState } from '#domain/contract/post-status.ts'
import type { Db, Tx } from '#prisma/client.ts'
import { databaseNow } from './database-clock.ts'
import { notify } from './notifications.ts'
import { type Emit, transact } from './transact.ts'

/** What a channel answered. `unknown`: it may or may not be out, so nothing is sent again until a person says so. */
export type Outcome =
  | { readonly kind: 'published'; readonly url: string | null }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string }

export type ClaimedDelivery = {
  readonly deliveryId: string
  /** Number of this attempt: recordDelivery takes it back, so that a late answer of an earlier one changes nothing. */
  readonly attempt: number
  readonly postId: PostId
  readonly workspaceId: WorkspaceId
  readonly versionId: string
  readonly idempotencyKey: string
  readonly channel: { readonly id: string; readonly kind: string; readonly name: string; readonly settings: unknown }
}

/**
 * Takes a queued delivery of a post that is being published; null when there is nothing to do (any more).
 *
 * @param again also takes one that an earlier attempt left in `publishing`: only for channels where doing it twice is
 *   doing it once
 */
export async function claimDelivery(
  db: Db,
  deliveryId: string,
  { again = false }: { again?: boolean } = {},
): Promise<ClaimedDelivery | null> {
  return transact(db, async (tx, emit) => {
    const post = await lockPost(tx, deliveryId)
    if (post?.state !== 'publishing') return null
    const [row] = await tx.delivery.updateManyAndReturn({
      where: { id: deliveryId, state: { in: again ? ['queued', 'publishing'] : ['queued'] } },
      data: { state: 'publishing', attempts: { increment: 1 }, reason: null, updatedAt: await databaseNow(tx) },
      include: { channel: true },
    })
    if (!row) return null
    const { id: postId, workspaceId } = post
    emit({ type: 'post.changed', postId, workspaceId })
    const { id, kind, name, settings } = row.channel
    return {
      deliveryId,
      attempt: row.attempts,
      postId,
      workspaceId,
      versionId: row.versionId,
      idempotencyKey: row.idempotencyKey,
      channel: { id, kind, name, settings },
    }
  })
}

/**
 * Writes down what the channel answered and folds the post's state, in one transaction.
 * @returns false when the answer comes too late: another attempt has begun or a person has decided
 */
export async function recordDelivery(
  db: Db,
  { deliveryId, attempt }: Pick<ClaimedDelivery, 'deliveryId' | 'attempt'>,
  outcome: Outcome,
): Promise<boolean> {
  return transact(db, async (tx, emit) => {
    const post = await lockPost(tx, deliveryId)
    if (!post) return false
    const { count } = await tx.delivery.updateMany({
      where: { id: deliveryId, state: 'publishing', attempts: attempt },
      data: { ...toRow(outcome), updatedAt: await databaseNow(tx) },
    })
    if (count === 0) return false
    await foldPost(tx, emit, post.id)
    return true
  })
}

type LockedPost = { readonly id: PostId; readonly workspaceId: WorkspaceId; readonly state: PostState }

async function lockPost(tx: Tx, deliveryId: string): Promise<LockedPost | undefined> {
  const [post] = await tx.$queryRaw<LockedPost[]>`
    select p.id, p."workspaceId", p.state
    from post p join delivery d on d."postId" = p.id where d.id = ${deliveryId}::uuid for update of p`
  return post
}

function toRow(outcome: Outcome): { state: DeliveryState; url: string | null; reason: string | null } {
  switch (outcome.kind) {
    case 'published':
      return { state: 'published', url: outcome.url, reason: null }
    case 'rejected':
      return { state: 'failed', url: null, reason: outcome.reason }
    case 'unknown':
      return { state: 'unconfirmed', url: null, reason: outcome.reason }
  }
}

/**
 * Sets the post's state to what its deliveries add up to, and tells people once it is settled. The caller holds the
 * lock on the post's row.
 *
 * @param quiet tells nobody that it is published: for when nothing new went out
 */
export async function foldPost(
  tx: Tx,
  emit: Emit,
  postId: PostId,
  { quiet = false }: { quiet?: boolean } = {},
): Promise<PostState> {
  const post = await tx.post.findUniqueOrThrow({ where: { id: postId } })
  const deliveries = await tx.delivery.findMany({
    where: { postId, versionId: post.frozenVersionId ?? '' },
    select: { state: true },
  })
  const states = deliveries.map(({ state }) => state as DeliveryState)
  const state = foldDeliveries(states)
  const now = await databaseNow(tx)
  await tx.post.update({
    where: { id: postId },
    data: {
      state,
      rev: { increment: 1 },
      updatedAt: now,
      ...(states.includes('published')
        ? { liveVersionId: post.frozenVersionId, publishedAt: post.publishedAt ?? now }
        : {}),
    },
  })
  emit({ type: 'post.changed', postId, workspaceId: post.workspaceId })
  if (state !== 'publishing' && !(quiet && state === 'published')) {
    const actorId = post.changedById as UserId
    await notify(tx, emit, {
      ...(state === 'published'
        ? { kind: 'post_published' as const, severity: 'success' as const }
        : { kind: 'post_failed' as const, severity: state === 'failed' ? ('error' as const) : ('warning' as const) }),
      post: { id: postId, workspaceId: post.workspaceId as WorkspaceId, title: post.title },
      actorId,
      to: [post.createdById, actorId],
      dedupeKey: `${state}:${postId}:${post.rev}`,
    })
  }
  return state
}

/** One key for one text on one channel: a channel that knows such keys will not post it twice. */
export function idempotencyKeyOf(postId: string, channelId: string, versionId: string): string {
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
    data: { state: 'queued', reason: null, updatedAt: await databaseNow(tx) },
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

/** Forgets what waits: a job that wakes for it finds nothing. */
export async function dropQueued(tx: Tx, postId: PostId): Promise<void> {
  await tx.delivery.deleteMany({ where: { postId, state: 'queued' } })
}
