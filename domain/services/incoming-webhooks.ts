/**
 * What other servers count for the posts of a channel, told by signed messages (https://www.standardwebhooks.com).
 *
 *   signature over id, time and body ─▶ time within the window ─▶ id not taken yet ─▶ newer than what is known ─▶ counted
 *
 * A message says totals, so one that is lost costs nothing; the difference to what was known is what the day gains.
 */
import { createHmac, randomBytes } from 'node:crypto'
import { AppError } from '#domain/contract/errors.ts'
import type { IncomingWebhookId, PostId, WorkspaceId } from '#domain/contract/ids.ts'
import type { EngagementCounted } from '#domain/contract/inputs/engagement.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Db, Tx } from '#prisma/client.ts'
import type { AllowedChannel, AllowedIncomingWebhook } from './access.ts'
import { recordActivity } from './activity.ts'
import { databaseNow } from './database-clock.ts'
import { addEngagement } from './engagement.ts'
import { openSecret, SecretUnreadable, sealSecret } from './sealed-secret.ts'
import { isSameSecret } from './secrets.ts'
import { transact } from './transact.ts'

/** Standard Webhooks: between 24 and 64 bytes. */
const SECRET_BYTES = 32

/**
 * @returns its id, and the secret that signs: shown this once
 * @throws {AppError} invalid_transition when the channel has as many as it may have
 */
export async function createIncomingWebhook(
  db: Db,
  { channelId, workspaceId, userId }: AllowedChannel<'manage'>,
  authSecret: string,
): Promise<{ readonly webhookId: IncomingWebhookId; readonly secret: string }> {
  const webhookId = crypto.randomUUID() as IncomingWebhookId
  const secret = newSecret()
  await transact(db, async (tx, emit) => {
    // Two people who add one at the same moment are counted one after the other.
    await tx.$executeRaw`select from channel where id = ${channelId}::uuid for no key update`
    if ((await tx.incomingWebhook.count({ where: { channelId } })) >= LIMITS.incomingWebhooksPerChannel) {
      throw new AppError('invalid_transition', {
        message: `A channel has at most ${LIMITS.incomingWebhooksPerChannel} of them. Remove one first.`,
      })
    }
    const sealed = sealSecret(secret, authSecret, ownerOf(webhookId))
    await tx.incomingWebhook.create({ data: { id: webhookId, channelId, secret: sealed, createdById: userId } })
    await record(tx, { channelId, workspaceId, userId }, 'incoming_webhook_added')
    emit({ type: 'lists.changed', workspaceId })
  })
  return { webhookId, secret }
}

/** The old secret signs nothing any more, at once. @returns the new one: shown this once */
export async function renewIncomingSecret(
  db: Db,
  webhook: AllowedIncomingWebhook<'manage'>,
  authSecret: string,
): Promise<string> {
  const secret = newSecret()
  await transact(db, async tx => {
    const sealed = sealSecret(secret, authSecret, ownerOf(webhook.webhookId))
    const { count } = await tx.incomingWebhook.updateMany({
      where: { id: webhook.webhookId },
      data: { secret: sealed },
    })
    if (count === 0) throw new AppError('not_found')
    await record(tx, webhook, 'incoming_webhook_renewed')
  })
  return secret
}

function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`
}

/** Its secret signs nothing any more; what was counted stays. */
export async function removeIncomingWebhook(db: Db, webhook: AllowedIncomingWebhook<'manage'>): Promise<void> {
  await transact(db, async (tx, emit) => {
    const { count } = await tx.incomingWebhook.deleteMany({ where: { id: webhook.webhookId } })
    if (count === 0) return
    await record(tx, webhook, 'incoming_webhook_removed')
    emit({ type: 'lists.changed', workspaceId: webhook.workspaceId })
  })
}

async function record(
  tx: Tx,
  { channelId, workspaceId, userId }: Pick<AllowedChannel<'manage'>, 'channelId' | 'workspaceId' | 'userId'>,
  kind: 'incoming_webhook_added' | 'incoming_webhook_renewed' | 'incoming_webhook_removed',
): Promise<void> {
  const { name } = await tx.channel.findUniqueOrThrow({ where: { id: channelId }, select: { name: true } })
  await recordActivity(tx, { workspaceId, userId, kind, data: { name } })
}

/** As they stand in the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. */
type SignedMessage = {
  readonly id: string
  readonly timestamp: string
  readonly signature: string
  readonly body: string
}

type Source = {
  readonly webhookId: IncomingWebhookId
  readonly channelId: string
  readonly workspaceId: WorkspaceId
  readonly messageId: string
}

/**
 * Whose message it is. Says the same whatever is wrong with it, and whether or not there is such a webhook.
 * @throws {AppError} unauthenticated
 */
export async function requireSignedMessage(
  db: Tx,
  webhookId: IncomingWebhookId,
  message: SignedMessage,
  authSecret: string,
): Promise<Source> {
  const { id, timestamp, signature, body } = message
  const row = await db.incomingWebhook.findUnique({
    where: { id: webhookId },
    select: { secret: true, channelId: true, channel: { select: { workspaceId: true, removedAt: true } } },
  })
  if (!row || row.channel.removedAt) throw notSigned()
  if (!/^[\x21-\x7e]{1,200}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) throw notSigned()
  const key = keyOf(row.secret, webhookId, authSecret)
  if (!key) throw notSigned()
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  // A sender that changes its secret signs with both for a while.
  const given = signature.split(' ').flatMap(one => (one.startsWith('v1,') ? [one.slice('v1,'.length)] : []))
  if (!given.slice(0, 5).some(one => isSameSecret(one, expected))) throw notSigned()
  const ageMs = (await databaseNow(db)).getTime() - Number(timestamp) * 1000
  if (Math.abs(ageMs) > LIMITS.incomingWindowMs) throw notSigned()
  return { webhookId, channelId: row.channelId, workspaceId: row.channel.workspaceId as WorkspaceId, messageId: id }
}

/** Null when the secret was sealed with another AUTH_SECRET: then nothing can be signed with it any more. */
function keyOf(sealed: Uint8Array, webhookId: string, authSecret: string): Buffer | null {
  try {
    return Buffer.from(openSecret(sealed, authSecret, ownerOf(webhookId)).slice('whsec_'.length), 'base64')
  } catch (error) {
    if (error instanceof SecretUnreadable) return null
    throw error
  }
}

function notSigned(message = 'The message is not signed with this webhook’s secret, or not of the last five minutes.') {
  return new AppError('unauthenticated', { message })
}

/**
 * @returns false when a newer count is known already: nothing changes
 * @throws {AppError} unauthenticated for a message that was taken before; not_found for a post that this channel does
 *   not have; invalid_input for a count that lies in the future
 */
export async function recordCounted(
  db: Db,
  { webhookId, channelId, workspaceId, messageId }: Source,
  { timestamp, data }: EngagementCounted,
): Promise<boolean> {
  const { totals } = data
  const postId: PostId = data.postId
  const countedAt = new Date(timestamp)
  return transact(db, async (tx, emit) => {
    const at = await databaseNow(tx)
    if (countedAt.getTime() - at.getTime() > LIMITS.incomingWindowMs) {
      throw new AppError('invalid_input', { details: [{ path: 'timestamp', message: 'lies in the future' }] })
    }
    const taken = await tx.incomingMessage.createMany({ data: [{ webhookId, messageId, at }], skipDuplicates: true })
    if (taken.count === 0) throw notSigned('This message was taken before. Nothing was counted again.')
    const delivered = await tx.delivery.count({ where: { postId, channelId, post: { workspaceId } } })
    if (delivered === 0) {
      throw new AppError('not_found', { message: 'This channel has no such post. Send the id that came with it.' })
    }
    await tx.incomingWebhook.update({ where: { id: webhookId }, data: { lastAt: at } })
    await tx.channelEngagement.createMany({
      data: [{ postId, channelId, countedAt: new Date(0) }],
      skipDuplicates: true,
    })
    const [known] = await tx.$queryRaw<
      { views: number; reactions: number; comments: number; countedAt: Date }[]
    >`select views, reactions, comments, "countedAt" from channel_engagement
      where "postId" = ${postId}::uuid and "channelId" = ${channelId}::uuid for update`
    if (!known || known.countedAt >= countedAt) return false
    await tx.channelEngagement.update({
      where: { postId_channelId: { postId, channelId } },
      data: {
        countedAt,
        ...(totals.views !== undefined && { views: totals.views }),
        ...(totals.reactions !== undefined && { reactions: totals.reactions }),
        ...(totals.comments !== undefined && { comments: totals.comments }),
      },
    })
    await addEngagement(
      tx,
      emit,
      { postId, workspaceId },
      {
        channelId,
        views: more(totals.views, known.views),
        reactions: more(totals.reactions, known.reactions),
        comments: more(totals.comments, known.comments),
        showsOnSite: false,
      },
    )
    return true
  })
}

function more(total: number | undefined, known: number): number {
  return total === undefined ? 0 : total - known
}

function ownerOf(webhookId: string): string {
  return `incoming-webhook:${webhookId}`
}
