/** What the deliveries of a post add up to: its state, and what people are told of it. */
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { type DeliveryState, foldDeliveries, type PostState } from '#domain/contract/post-status.ts'
import type { Tx } from '#prisma/client.ts'
import { recordActivity } from './activity.ts'
import { databaseNow } from './database-clock.ts'
import { notify } from './notifications.ts'
import { findWhoAsked } from './post-watch.ts'
import type { Emit } from './transact.ts'

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
    select: { state: true, reason: true, channel: { select: { name: true } } },
    orderBy: { createdAt: 'asc' },
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
    await recordActivity(tx, { workspaceId: post.workspaceId, postId, userId: null, kind: state })
    const actorId = post.changedById as UserId
    await notify(tx, emit, {
      ...noticeOf(state, deliveries),
      post: { id: postId, workspaceId: post.workspaceId as WorkspaceId, title: post.title },
      actorId,
      to: [post.createdById, actorId, ...(state === 'published' ? await findWhoAsked(tx, postId) : [])],
      dedupeKey: `${state}:${postId}:${post.rev}`,
    })
  }
  return state
}

type Answered = { readonly state: string; readonly reason: string | null; readonly channel: { readonly name: string } }

/** What it has come to, and on which channels: those that need somebody with their reason, else all it is out on. */
function noticeOf(state: Exclude<PostState, 'publishing'>, deliveries: readonly Answered[]) {
  const on = (wanted: string) => deliveries.filter(delivery => delivery.state === wanted)
  const why = (rows: readonly Answered[]) =>
    rows.map(({ channel, reason }) => (reason ? `${channel.name}: ${reason}` : channel.name)).join(' · ')
  switch (state) {
    case 'published':
      return {
        kind: 'post_published',
        severity: 'success',
        body: on('published')
          .map(({ channel }) => channel.name)
          .join(', '),
      } as const
    case 'unconfirmed':
      return { kind: 'post_unconfirmed', severity: 'warning', body: why(on('unconfirmed')) } as const
    default:
      return {
        kind: 'post_failed',
        severity: state === 'failed' ? 'error' : 'warning',
        body: why([...on('failed'), ...on('unconfirmed')]),
      } as const
  }
}
