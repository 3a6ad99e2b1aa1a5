/**
 * Sends one delivery to its channel.
 *
 *   queued ─ claim ─▶ publishing ─ channel.publish ─▶ record
 *   publishing, left by an attempt that died ─ channel.lookUp ─▶ record, or claim again where it is certainly not out
 *   unconfirmed, and a person asks ─ channel.lookUp ─▶ record
 *
 * The row is the truth: a job that comes twice, late or for nothing finds nothing to claim and ends.
 */
import type { Logger } from 'pino'
import { crashPoint } from '#domain/crash-point.ts'
import { databaseNow } from '#domain/services/database-clock.ts'
import { claimDelivery, type Found, type Outcome, recordDelivery, recordLookUp } from '#domain/services/deliveries.ts'
import { logAttempt } from '#domain/services/delivery-log.ts'
import { tellOfChannel } from '#domain/services/system-notices.ts'
import type { Db } from '#prisma/client.ts'
import { findRequest, type RequestContext } from './find-request.ts'

/** An attempt that has not ended by then is given up: whether it went out is asked, not guessed. */
const ATTEMPT_MS = 45_000
/** A row untouched for so long in `publishing` belongs to an attempt that died. */
export const DEAD_AFTER_MS = 60_000

export type PublishContext = RequestContext & {
  readonly logger: Logger
  /** Ends when the server stops. */
  readonly signal: AbortSignal
}

export async function publishDelivery(context: PublishContext, deliveryId: string): Promise<void> {
  const { db, logger } = context
  const claimed = await claimDelivery(db, deliveryId)
  if (claimed) {
    crashPoint('delivery-after-claim')
    await send(context, deliveryId, claimed.attempt)
    return
  }
  const dead = await findDeadAttempt(db, deliveryId)
  if (!dead) return
  logger.warn({ deliveryId, attempt: dead.attempts }, 'an attempt to publish did not end; looking it up')
  await lookUpDead(context, deliveryId, dead.attempts)
}

/** A person asks what became of an unconfirmed one. */
export async function lookUpDelivery(context: PublishContext, deliveryId: string): Promise<void> {
  const found = await lookUp(context, deliveryId)
  const isRecorded = await recordLookUp(context.db, deliveryId, found)
  context.logger.info({ deliveryId, found: found.kind, isRecorded }, 'an unconfirmed delivery was looked up')
}

async function lookUpDead(context: PublishContext, deliveryId: string, attempt: number): Promise<void> {
  const found = await lookUp(context, deliveryId)
  if (found.kind !== 'absent') {
    await record(context, deliveryId, attempt, found)
    return
  }
  const claimed = await claimDelivery(context.db, deliveryId, { again: true })
  if (claimed) await send(context, deliveryId, claimed.attempt)
}

async function send(context: PublishContext, deliveryId: string, attempt: number): Promise<void> {
  const attemptSignal = AbortSignal.any([context.signal, AbortSignal.timeout(ATTEMPT_MS)])
  const ready = await findRequest(context, deliveryId, attemptSignal)
  const refusal = 'refused' in ready ? ready.refused : ready.closed
  const beganAt = performance.now()
  let status: number | null = null
  const heard = (code: number) => {
    status = code
  }
  const outcome: Outcome =
    'refused' in ready || refusal !== null
      ? { kind: 'rejected', reason: refusal ?? '' }
      : await answerOf(context, deliveryId, attemptSignal, ready.channel.publish({ ...ready.request, heard }))
  const tookMs = performance.now() - beganAt
  crashPoint('delivery-after-answer')
  await record(context, deliveryId, attempt, outcome)
  await logAttempt(context.db, { deliveryId, attempt, outcome, status, tookMs })
  crashPoint('delivery-after-record')
  if (outcome.kind === 'rejected' && (refusal !== null || outcome.isKeyRefused)) {
    await tellOfChannel(context.db, deliveryId, outcome.reason)
  }
}

async function lookUp(context: PublishContext, deliveryId: string): Promise<Found> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(ATTEMPT_MS)])
  const ready = await findRequest(context, deliveryId, signal)
  // A channel that cannot even be asked says nothing about what was sent before.
  if ('refused' in ready) return { kind: 'unknown', reason: ready.refused }
  return answerOf(context, deliveryId, signal, ready.channel.lookUp({ ...ready.request, heard: () => undefined }))
}

/** What the channel says; a channel that fails or takes too long has said nothing, which is not a no. */
async function answerOf<T>(
  { logger }: PublishContext,
  deliveryId: string,
  signal: AbortSignal,
  answer: Promise<T>,
): Promise<T | Extract<Outcome, { kind: 'unknown' }>> {
  try {
    return await Promise.race([answer, endOf(signal)])
  } catch (error) {
    logger.error({ err: error, deliveryId }, 'a channel failed without an answer')
    return { kind: 'unknown', reason: 'The channel did not answer.' }
  }
}

/** A channel that does not heed the signal is waited for no longer than this. */
const HEED_MS = 1_000

function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => setTimeout(() => reject(signal.reason), HEED_MS).unref()
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
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
