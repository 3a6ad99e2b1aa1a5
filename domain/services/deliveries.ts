/**
 * Deliveries: one row per post, channel and frozen version. The row is the truth, a job only the alarm.
 *
 *   queued → (claim) publishing → (record) published | failed | unconfirmed → the post's state is folded from them
 *      ▲                             └─ "not done, and not now": waits until nextTryAt, a few times ─┐
 *      └──────────────────────────────────────────────────────────────────────────────────────────────┘
 *
 * Lock order everywhere: the post's row first, then its deliveries.
 */
import { CHANNEL_KIND_FACTS, findChannelKind } from '#domain/contract/channel-kinds.ts'
import { AppError } from '#domain/contract/errors.ts'
import type { ChannelId, PostId, WorkspaceId } from '#domain/contract/ids.ts'
import type { DeliveryState, PostState } from '#domain/contract/post-status.ts'
import type { Db, Tx } from '#prisma/client.ts'
import type { AllowedPost } from './access.ts'
import { databaseNow } from './database-clock.ts'
import { foldPost } from './fold-post.ts'
import { type Emit, transact } from './transact.ts'

/** What a channel answered. `unknown`: it may or may not be out, so nothing is sent again until a person says so. */
export type Outcome =
  | { readonly kind: 'published'; readonly url: string | null }
  | {
      readonly kind: 'rejected'
      readonly reason: string
      /** The channel said "not done, and not now": it may be tried again then. A no that stands if left out. */
      readonly retryAfterMs?: number
      /** The channel does not let Galley in: somebody has to look at its secret. */
      readonly isKeyRefused?: true
    }
  | { readonly kind: 'unknown'; readonly reason: string }

/** Waits before the second, third … attempt, where the channel did not ask for longer. */
const BACK_OFF_MS = [10_000, 30_000, 2 * 60_000, 5 * 60_000] as const
/** Whoever asks for more is asked by a person. */
const LONGEST_WAIT_MS = 15 * 60_000

type ClaimedDelivery = {
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
    const now = await databaseNow(tx)
    const [row] = await tx.delivery.updateManyAndReturn({
      where: {
        id: deliveryId,
        state: { in: again ? ['queued', 'publishing'] : ['queued'] },
        OR: [{ nextTryAt: null }, { nextTryAt: { lte: now } }],
      },
      data: {
        state: 'publishing',
        attempts: { increment: 1 },
        tries: { increment: 1 },
        nextTryAt: null,
        reason: null,
        updatedAt: now,
      },
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
    const row = await tx.delivery.findFirst({
      where: { id: deliveryId, state: { in: ['publishing', 'unconfirmed'] }, attempts: attempt },
      select: { tries: true, state: true },
    })
    if (!row || (row.state === 'unconfirmed' && outcome.kind === 'unknown')) return false
    const now = await databaseNow(tx)
    // Given up as unconfirmed, and then its answer came after all: what is certain is better than a question.
    const answer: Outcome =
      row.state === 'unconfirmed' && outcome.kind === 'rejected'
        ? { kind: 'rejected', reason: outcome.reason }
        : outcome
    await tx.delivery.update({
      where: { id: deliveryId },
      data: { ...toRow(answer, row.tries, now), updatedAt: now },
      select: { id: true },
    })
    await foldAnswer(tx, emit, post)
    return true
  })
}

/**
 * Asks the job worker to ask the channel what became of an unconfirmed delivery.
 * @throws {AppError} invalid_transition when there is nothing to ask, or nobody who could answer
 */
export async function askForLookUp(db: Db, post: AllowedPost<'publish'>, channelId: ChannelId): Promise<void> {
  await transact(db, async (tx, emit) => {
    const { frozenVersionId } = await tx.post.findUniqueOrThrow({ where: { id: post.postId } })
    const delivery = await tx.delivery.findFirst({
      where: { postId: post.postId, versionId: frozenVersionId ?? '', channelId, state: 'unconfirmed' },
      select: { id: true, channel: { select: { kind: true } } },
    })
    if (!delivery) throw new AppError('invalid_transition', { message: 'That channel is not waiting for an answer.' })
    const kind = findChannelKind(delivery.channel.kind)
    if (!kind || !CHANNEL_KIND_FACTS[kind].canLookUp) {
      const message = 'This channel cannot be asked. Look there, and say whether it went out.'
      throw new AppError('invalid_transition', { message })
    }
    emit({ type: 'delivery.asked', deliveryId: delivery.id, postId: post.postId })
  })
}

/** What a channel said when it was asked. `absent`: certainly not out, so sending it (again) is safe. */
export type Found =
  | { readonly kind: 'published'; readonly url: string | null }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown'; readonly reason: string }

/** @returns false when a person has decided meanwhile */
export async function recordLookUp(db: Db, deliveryId: string, found: Found): Promise<boolean> {
  return transact(db, async (tx, emit) => {
    const post = await lockPost(tx, deliveryId)
    if (!post) return false
    const now = await databaseNow(tx)
    const { count } = await tx.delivery.updateMany({
      where: { id: deliveryId, state: 'unconfirmed' },
      data: { ...foundToRow(found), updatedAt: now },
    })
    if (count === 0) return false
    if (found.kind !== 'unknown') {
      await foldAnswer(tx, emit, post)
      return true
    }
    await tx.post.update({ where: { id: post.id }, data: { rev: { increment: 1 }, updatedAt: now } })
    emit({ type: 'post.changed', postId: post.id, workspaceId: post.workspaceId })
    return true
  })
}

function foundToRow(found: Found) {
  switch (found.kind) {
    case 'published':
      return { state: 'published' as const, url: found.url, reason: null }
    case 'absent':
      return { state: 'failed' as const, reason: 'The channel was asked: it is not there.' }
    case 'unknown':
      return { reason: found.reason }
  }
}

type LockedPost = { readonly id: PostId; readonly workspaceId: WorkspaceId; readonly state: PostState }

async function lockPost(tx: Tx, deliveryId: string): Promise<LockedPost | undefined> {
  const [post] = await tx.$queryRaw<LockedPost[]>`
    select p.id, p."workspaceId", p.state
    from post p join delivery d on d."postId" = p.id where d.id = ${deliveryId}::uuid for update of p`
  return post
}

/** What deliveries add up to. Whatever else a post is, a person has decided since. */
const FOLDED_STATES: ReadonlySet<PostState> = new Set([
  'publishing',
  'published',
  'failed',
  'partly_published',
  'unconfirmed',
])

/** An answer is always told, and takes no post out of the bin, nor a draft back to what it was before. SPEC PS281. */
async function foldAnswer(tx: Tx, emit: Emit, { id: postId, workspaceId, state }: LockedPost): Promise<void> {
  if (FOLDED_STATES.has(state)) await foldPost(tx, emit, postId)
  else emit({ type: 'post.changed', postId, workspaceId })
}

type AnsweredRow = { state: DeliveryState; url: string | null; reason: string | null; nextTryAt?: Date }

/** @param tries attempts since somebody gave a command */
function toRow(outcome: Outcome, tries: number, now: Date): AnsweredRow {
  switch (outcome.kind) {
    case 'published':
      return { state: 'published', url: outcome.url, reason: null }
    case 'rejected': {
      const { reason, retryAfterMs } = outcome
      if (retryAfterMs === undefined) return { state: 'failed', url: null, reason }
      const pauseMs = BACK_OFF_MS[tries - 1]
      if (pauseMs === undefined) return { state: 'failed', url: null, reason: `${reason} Tried ${tries} times.` }
      const waitMs = Math.max(pauseMs, retryAfterMs)
      if (waitMs > LONGEST_WAIT_MS) {
        const minutes = Math.ceil(waitMs / 60_000)
        return { state: 'failed', url: null, reason: `${reason} It asks to come back in ${minutes} min.` }
      }
      return { state: 'queued', url: null, reason, nextTryAt: new Date(now.getTime() + waitMs) }
    }
    case 'unknown':
      return { state: 'unconfirmed', url: null, reason: outcome.reason }
  }
}
