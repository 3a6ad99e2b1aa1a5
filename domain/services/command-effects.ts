/** What each status command does besides changing the state, inside its transaction and behind its compare-and-set. */
import { AppError } from '#domain/contract/errors.ts'
import type { ChannelId, PostId, UserId } from '#domain/contract/ids.ts'
import type { CommandCall } from '#domain/contract/inputs/posts.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import type { JsonNode } from '#domain/text/document.ts'
import { hasText } from '#domain/text/plain-text.ts'
import { wantedSlug } from '#domain/text/post-fields.ts'
import { isReservedSlug, toSlug } from '#domain/text/slug.ts'
import type { Tx } from '#prisma/client.ts'
import type { Post } from '#prisma/generated/client.ts'
import type { AllowedPost } from './access.ts'
import { dropQueued, queueDeliveries, requeueFailed, takeOffSite } from './delivery-queue.ts'
import { foldPost } from './fold-post.ts'
import { freeSlug } from './free-slug.ts'
import { findReviewers, type Notice, notify } from './notifications.ts'
import { findWhoAsked } from './post-watch.ts'
import { requireFits } from './requirements.ts'
import type { Emit } from './transact.ts'
import { type FreezeReason, findFrozenText, insertVersion, isSameText, type PostTextNow } from './versions.ts'
import { wallIn } from './wall-times.ts'

export type Prepared = {
  readonly post: AllowedPost<'read'>
  /** The row as it was before the command. */
  readonly row: Post
  /** Where the command leads. */
  readonly state: PostState
  /** The committed text, for commands that freeze or compare it. */
  readonly text: PostTextNow | null
  /** Whether the text is the approved one; null without an approval, and for commands that do not ask. */
  readonly approval: 'good' | 'stale' | null
  readonly now: Date
  /** Origin of the public site. */
  readonly publicUrl: string
}

type Call<C extends CommandCall['command']> = Extract<CommandCall, { command: C }>['input']

export async function effectsOf(tx: Tx, emit: Emit, prepared: Prepared, call: CommandCall): Promise<void> {
  switch (call.command) {
    case 'submit':
      return submit(tx, emit, prepared)
    case 'request-changes':
      return requestChanges(tx, emit, prepared)
    case 'approve':
      return approve(tx, emit, prepared)
    case 'schedule':
      return schedule(tx, emit, prepared, call.input)
    case 'unschedule':
      return unschedule(tx, prepared)
    case 'publish':
      return publish(tx, emit, prepared, call.input)
    case 'retry':
      return retry(tx, emit, prepared, call.input)
    case 'confirm':
      return confirm(tx, emit, prepared, call.input)
    case 'archive':
      return change(tx, prepared, { archivedFrom: prepared.row.state })
    case 'restore':
      return change(tx, prepared, { archivedFrom: null, deletedAt: null })
    case 'delete':
      return putInBin(tx, prepared)
  }
}

async function submit(tx: Tx, emit: Emit, prepared: Prepared): Promise<void> {
  const { post } = prepared
  await change(tx, prepared, { approvedVersionId: null })
  const reviewers = await findReviewers(tx, post.postId, post.userId)
  await notify(tx, emit, noticeOf(prepared, 'review_requested', 'info', reviewers))
}

async function requestChanges(tx: Tx, emit: Emit, prepared: Prepared): Promise<void> {
  await change(tx, prepared, { approvedVersionId: null })
  await notify(tx, emit, noticeOf(prepared, 'changes_requested', 'warning', authorsOf(prepared)))
}

async function approve(tx: Tx, emit: Emit, prepared: Prepared): Promise<void> {
  const version = await freeze(tx, prepared, 'approve')
  await change(tx, prepared, {
    approvedVersionId: version.id,
    approvedById: prepared.post.userId,
    approvedAt: prepared.now,
  })
  await notify(tx, emit, noticeOf(prepared, 'approved', 'success', authorsOf(prepared)))
}

async function schedule(
  tx: Tx,
  emit: Emit,
  prepared: Prepared,
  { at, timeZone, channelIds }: Call<'schedule'>,
): Promise<void> {
  if (at <= prepared.now) {
    const message = 'That is in the past. Publish now instead.'
    throw new AppError('invalid_input', { message, details: [{ path: 'at', message: 'is in the past' }] })
  }
  await requireChannels(tx, prepared, channelIds)
  await dropQueued(tx, prepared.post.postId)
  const version = await chooseVersion(tx, prepared, 'schedule')
  await requireFits(tx, { versionId: version.id, channelIds, publicUrl: prepared.publicUrl })
  await queueDeliveries(tx, { postId: prepared.post.postId, versionId: version.id, channelIds })
  const plannedWall = wallIn(timeZone, at)
  await change(tx, prepared, { scheduledAt: at, timeZone, plannedWall, heldAt: null })
  const asked = (await findWhoAsked(tx, prepared.post.postId)).filter(userId => userId !== prepared.post.userId)
  const notice = noticeOf(prepared, 'post_scheduled', 'info', [...authorsOf(prepared), ...asked])
  await notify(tx, emit, { ...notice, body: `For ${plannedWall.replace('T', ' ')}, ${timeZone}` })
}

async function unschedule(tx: Tx, prepared: Prepared): Promise<void> {
  await dropQueued(tx, prepared.post.postId)
  await change(tx, prepared, {
    scheduledAt: null,
    timeZone: null,
    plannedWall: null,
    heldAt: null,
    // Back in draft, what was approved once stands for nothing.
    ...(prepared.state === 'approved' ? {} : { approvedVersionId: null }),
  })
}

async function publish(tx: Tx, emit: Emit, prepared: Prepared, { channelIds }: Call<'publish'>): Promise<void> {
  const { postId } = prepared.post
  await requireChannels(tx, prepared, channelIds)
  await dropQueued(tx, postId)
  const version = await chooseVersion(tx, prepared, 'publish')
  await requireFits(tx, { versionId: version.id, channelIds, publicUrl: prepared.publicUrl })
  const queued = await queueDeliveries(tx, { postId, versionId: version.id, channelIds })
  await change(tx, prepared, { scheduledAt: null, timeZone: null, plannedWall: null, heldAt: null })
  for (const deliveryId of queued) emit({ type: 'delivery.queued', deliveryId, postId })
  // The same text on the same channels is out already: nothing waits, and the post is what it was.
  if (queued.length === 0) await foldPost(tx, emit, postId, { quiet: true })
}

async function retry(tx: Tx, emit: Emit, { post, row }: Prepared, { channelId }: Call<'retry'>): Promise<void> {
  const queued = await requeueFailed(tx, { postId: post.postId, versionId: row.frozenVersionId ?? '', channelId })
  if (queued.length === 0) throw new AppError('invalid_transition', { message: 'That channel has not failed.' })
  for (const deliveryId of queued) emit({ type: 'delivery.queued', deliveryId, postId: post.postId })
}

async function confirm(tx: Tx, emit: Emit, { post, row, now }: Prepared, input: Call<'confirm'>): Promise<void> {
  const { channelId, outcome, url = null } = input
  if (outcome === 'left_out')
    return leaveOut(tx, emit, { postId: post.postId, versionId: row.frozenVersionId, channelId })
  const { count } = await tx.delivery.updateMany({
    where: { postId: post.postId, versionId: row.frozenVersionId ?? '', channelId, state: 'unconfirmed' },
    data:
      outcome === 'published'
        ? { state: 'published', url, reason: null, updatedAt: now }
        : { state: 'failed', reason: 'A person found that it is not online.', updatedAt: now },
  })
  if (count === 0) throw new AppError('invalid_transition', { message: 'That channel is not waiting for an answer.' })
  await foldPost(tx, emit, post.postId)
}

/** @throws {AppError} invalid_transition for a channel that has not failed, and for the last one */
async function leaveOut(
  tx: Tx,
  emit: Emit,
  { postId, versionId, channelId }: { postId: PostId; versionId: string | null; channelId: ChannelId },
): Promise<void> {
  const ofVersion = { postId, versionId: versionId ?? '' }
  const { count } = await tx.delivery.deleteMany({ where: { ...ofVersion, channelId, state: 'failed' } })
  if (count === 0) throw new AppError('invalid_transition', { message: 'That channel has not failed.' })
  const others = await tx.delivery.count({ where: ofVersion })
  if (others === 0) {
    throw new AppError('invalid_transition', { message: 'It is out nowhere else. Retry, or take it back to draft.' })
  }
  await foldPost(tx, emit, postId, { quiet: true })
}

async function putInBin(tx: Tx, prepared: Prepared): Promise<void> {
  await dropQueued(tx, prepared.post.postId)
  await takeOffSite(tx, prepared.post.postId)
  await change(tx, prepared, {
    deletedAt: prepared.now,
    archivedFrom: null,
    scheduledAt: null,
    timeZone: null,
    plannedWall: null,
    heldAt: null,
    approvedVersionId: null,
    liveVersionId: null,
    publishedAt: null,
  })
}

async function change(tx: Tx, { post }: Prepared, data: Partial<Post>): Promise<void> {
  await tx.post.update({ where: { id: post.postId }, data })
}

/**
 * The version that goes out: what was approved, exactly; of an unapproved post on the schedule, what was put there;
 * else the text as it is now.
 */
async function chooseVersion(tx: Tx, prepared: Prepared, reason: FreezeReason): Promise<{ id: string }> {
  const { row } = prepared
  const keepsSchedule = row.state === 'scheduled' && reason === 'publish'
  if (row.state === 'approved') await requireGoodApproval(tx, prepared)
  const id = (keepsApproval(row) ? row.approvedVersionId : null) ?? (keepsSchedule ? row.frozenVersionId : null)
  if (id === null) return freeze(tx, prepared, reason)
  const version = await tx.postVersion.findUniqueOrThrow({
    where: { id },
    select: { id: true, contentHash: true, title: true, content: true },
  })
  if (version.title === '' || !hasText(version.content as JsonNode)) throw new AppError('nothing_to_publish')
  await change(tx, prepared, { frozenVersionId: version.id, contentHash: version.contentHash })
  return version
}

/** Whether what was approved is what goes out when it is scheduled or published from here. */
export function keepsApproval({ state }: Pick<Post, 'state'>): boolean {
  return state === 'approved' || state === 'scheduled'
}

/** @throws {AppError} approval_stale where the workspace wants a changed text to be approved again */
async function requireGoodApproval(tx: Tx, { post, approval }: Prepared): Promise<void> {
  if (approval !== 'stale') return
  const workspace = await tx.workspace.findUniqueOrThrow({
    where: { id: post.workspaceId },
    select: { approvalPolicy: true },
  })
  if (workspace.approvalPolicy === 'approve_again') throw new AppError('approval_stale')
}

/** Freezes the text; the same text again is the same version, so that no channel gets it twice. */
async function freeze(tx: Tx, prepared: Prepared, reason: FreezeReason): Promise<{ id: string }> {
  const { post, row, text } = prepared
  if (!text) throw new Error(`${reason} needs the text`)
  if (reason !== 'approve' && !text.isPublishable) throw new AppError('nothing_to_publish')
  const last = await findFrozenText(tx, row.frozenVersionId)
  const version =
    last && isSameText(last, text)
      ? last
      : await insertVersion(tx, text, { postId: post.postId, userId: post.userId, reason })
  await change(tx, prepared, {
    frozenVersionId: version.id,
    contentHash: version.contentHash,
    // What goes out unapproved ends an older approval: nothing later may go back to that text.
    ...(version.id === row.approvedVersionId ? {} : { approvedVersionId: null }),
    ...(row.publishedAt === null ? { slug: await slugFor(tx, prepared, text) } : {}),
  })
  return version
}

/**
 * Until the post is out its address is the one that somebody chose, else it follows the title.
 * @throws {AppError} already_exists for a chosen one that is another post's
 */
async function slugFor(tx: Tx, { post, row }: Prepared, { title, fields }: PostTextNow): Promise<string> {
  const { workspaceId, postId } = post
  const isTaken = async (slug: string) =>
    isReservedSlug(slug) || (await tx.post.count({ where: { workspaceId, slug, id: { not: postId } } })) > 0
  const wanted = wantedSlug(fields)
  if (wanted !== null) {
    if (!(await isTaken(wanted))) return wanted
    const message = `The address “${wanted}” is another post's. Choose another one.`
    throw new AppError('already_exists', { message, details: [{ path: 'fields.slug', message: 'is taken' }] })
  }
  const slug = toSlug(title, 'post')
  return row.slug === slug || row.slug.startsWith(`${slug}-`) ? row.slug : freeSlug(slug, isTaken)
}

async function requireChannels(tx: Tx, { post }: Prepared, channelIds: readonly string[]): Promise<void> {
  const known = await tx.channel.count({
    where: { id: { in: [...channelIds] }, workspaceId: post.workspaceId, enabled: true },
  })
  if (known !== channelIds.length) {
    throw new AppError('invalid_input', {
      message: 'One of these channels is not in this workspace or is switched off.',
      details: [{ path: 'channelIds', message: 'names a channel that is not here' }],
    })
  }
}

function authorsOf({ post, row }: Prepared): string[] {
  const submitter = row.state === 'in_review' ? [row.changedById] : []
  return [row.createdById, ...submitter].filter(userId => userId !== post.userId)
}

function noticeOf({ post, row }: Prepared, kind: Notice['kind'], severity: Notice['severity'], to: string[]): Notice {
  return {
    kind,
    severity,
    post: { id: post.postId, workspaceId: post.workspaceId, title: row.title },
    actorId: post.userId as UserId,
    to,
    dedupeKey: `${kind}:${post.postId}:${row.rev}`,
  }
}
