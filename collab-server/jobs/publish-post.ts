/**
 * Sends one delivery to its channel.
 *
 *   queued ─ claim ─▶ publishing ─ channel.publish ─▶ record
 *   publishing, left by an attempt that died ─ channel.lookUp ─▶ record, or claim again where it is certainly not out
 *
 * The row is the truth: a job that comes twice, late or for nothing finds nothing to claim and ends.
 */
import type { Logger } from 'pino'
import { databaseNow } from '#domain/services/database-clock.ts'
import { claimDelivery, type Outcome, recordDelivery } from '#domain/services/deliveries.ts'
import type { JsonNode } from '#domain/text/document.ts'
import type { Db } from '#prisma/client.ts'
import type { Channel, PublishRequest } from './channels/channel.ts'

/** An attempt that has not ended by then is given up: whether it went out is asked, not guessed. */
export const ATTEMPT_MS = 45_000
/** A row untouched for so long in `publishing` belongs to an attempt that died. */
export const DEAD_AFTER_MS = 60_000

export type PublishContext = {
  readonly db: Db
  readonly channels: ReadonlyMap<string, Channel>
  readonly logger: Logger
  /** Ends when the server stops. */
  readonly signal: AbortSignal
}

export async function publishDelivery(context: PublishContext, deliveryId: string): Promise<void> {
  const { db, logger } = context
  const claimed = await claimDelivery(db, deliveryId)
  if (claimed) {
    await send(context, deliveryId, claimed.attempt)
    return
  }
  const dead = await findDeadAttempt(db, deliveryId)
  if (!dead) return
  logger.warn({ deliveryId, attempt: dead.attempts }, 'an attempt to publish did not end; looking it up')
  await lookUp(context, deliveryId, dead.attempts)
}

async function send(context: PublishContext, deliveryId: string, attempt: number): Promise<void> {
  const outcome = await ask(context, deliveryId, (channel, request) => channel.publish(request))
  await record(context, deliveryId, attempt, outcome)
}

async function lookUp(context: PublishContext, deliveryId: string, attempt: number): Promise<void> {
  const found = await ask(context, deliveryId, (channel, request) => channel.lookUp(request))
  if (found.kind !== 'absent') {
    await record(context, deliveryId, attempt, found)
    return
  }
  const claimed = await claimDelivery(context.db, deliveryId, { again: true })
  if (claimed) await send(context, deliveryId, claimed.attempt)
}

/** What the channel says; a channel that fails or takes too long has said nothing, which is not a no. */
async function ask<T extends { kind: string }>(
  { db, channels, logger, signal }: PublishContext,
  deliveryId: string,
  question: (channel: Channel, request: PublishRequest) => Promise<T>,
): Promise<T | Extract<Outcome, { kind: 'unknown' | 'rejected' }>> {
  const { kind, request } = await readRequest(
    db,
    deliveryId,
    AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]),
  )
  const channel = channels.get(kind)
  if (!channel) return { kind: 'rejected', reason: `This server has no channel of the kind ${kind}.` }
  try {
    return await question(channel, request)
  } catch (error) {
    logger.error({ err: error, deliveryId, channel: kind }, 'a channel failed without an answer')
    return { kind: 'unknown', reason: 'The channel did not answer.' }
  }
}

async function record(
  { db, logger }: PublishContext,
  deliveryId: string,
  attempt: number,
  outcome: Outcome,
): Promise<void> {
  const isRecorded = await recordDelivery(db, { deliveryId, attempt }, outcome)
  logger.info({ deliveryId, attempt, outcome: outcome.kind, isRecorded }, 'delivery answered')
}

async function findDeadAttempt(db: Db, deliveryId: string): Promise<{ attempts: number } | null> {
  const deadBefore = new Date((await databaseNow(db)).getTime() - DEAD_AFTER_MS)
  return db.delivery.findFirst({
    where: { id: deliveryId, state: 'publishing', updatedAt: { lt: deadBefore } },
    select: { attempts: true },
  })
}

async function readRequest(
  db: Db,
  deliveryId: string,
  signal: AbortSignal,
): Promise<{ kind: string; request: PublishRequest }> {
  const delivery = await db.delivery.findUniqueOrThrow({
    where: { id: deliveryId },
    include: { channel: true, post: { include: { workspace: true } } },
  })
  const version = await db.postVersion.findUniqueOrThrow({ where: { id: delivery.versionId } })
  const { channel, post } = delivery
  return {
    kind: channel.kind,
    request: {
      workspaceId: post.workspaceId,
      workspaceSlug: post.workspace.slug,
      postId: post.id,
      postSlug: post.slug,
      versionId: version.id,
      title: version.title,
      // Written by insertVersion from jsonOf: it is a document of the schema.
      content: version.content as JsonNode,
      contentHash: version.contentHash,
      idempotencyKey: delivery.idempotencyKey,
      settings: channel.settings,
      signal,
    },
  }
}
