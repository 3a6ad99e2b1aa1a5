/** Channels are made, changed, tried out and taken out of use by those who manage the workspace. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { CHANNEL_KIND_FACTS, type ChannelKind, findChannelKind } from '#domain/contract/channel-kinds.ts'
import { AppError } from '#domain/contract/errors.ts'
import { ChannelId } from '#domain/contract/ids.ts'
import {
  BlueskySettings,
  type ChangeChannel,
  type CreateChannel,
  DemoSettings,
  MastodonSettings,
  NewsletterSettings,
  WebhookSettings,
} from '#domain/contract/inputs/channels.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Db, Tx } from '#prisma/client.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import type { AllowedChannel, AllowedWorkspace } from './access.ts'
import { type ActivityKind, recordActivity } from './activity.ts'
import { databaseNow } from './database-clock.ts'
import { openSecret, sealSecret } from './sealed-secret.ts'
import { transact } from './transact.ts'

const SETTINGS: Record<ChannelKind, z.ZodType<Prisma.InputJsonObject>> = {
  site: z.strictObject({}),
  webhook: WebhookSettings,
  mastodon: MastodonSettings,
  bluesky: BlueskySettings,
  newsletter: NewsletterSettings,
  demo: DemoSettings,
}
/** Standard Webhooks: between 24 and 64 bytes. */
const WEBHOOK_SECRET_BYTES = 32
/** Tests are for the moment; the last answer is shown until there is a newer one. */
const KEEP_TESTS_MS = 24 * 60 * 60 * 1000

/**
 * @returns its id, and the secret where Galley makes one: shown this once
 * @throws {AppError} invalid_transition when the workspace has as many as it may have
 */
export async function createChannel(
  db: Db,
  workspace: AllowedWorkspace<'manage'>,
  input: CreateChannel,
  authSecret: string,
): Promise<{ channelId: ChannelId; secret: string | null }> {
  const { kind, name, settings } = input
  return transact(db, async (tx, emit) => {
    const { workspaceId } = workspace
    // Two people who add one at the same moment are counted one after the other.
    await tx.$executeRaw`select from workspace where id = ${workspaceId}::uuid for no key update`
    if ((await tx.channel.count({ where: { workspaceId, removedAt: null } })) >= LIMITS.channelsPerWorkspace) {
      throw new AppError('invalid_transition', {
        message: `A workspace has at most ${LIMITS.channelsPerWorkspace} channels. Remove one first.`,
      })
    }
    const row = await tx.channel.create({ data: { workspaceId, kind, name, settings }, select: { id: true } })
    const channelId = ChannelId.parse(row.id)
    if ('secret' in input) await putSecret(tx, channelId, input.secret, authSecret)
    const secret = CHANNEL_KIND_FACTS[kind].secret === 'made' ? await makeSecret(tx, channelId, authSecret) : null
    await recordActivity(tx, { workspaceId, userId: workspace.userId, kind: 'channel_added', data: { name } })
    emit({ type: 'lists.changed', workspaceId })
    return { channelId, secret }
  })
}

/** @throws {AppError} invalid_input for settings or a secret that its kind does not take */
export async function changeChannel(
  db: Db,
  channel: AllowedChannel<'manage'>,
  { name, enabled, settings, secret }: ChangeChannel,
  authSecret: string,
): Promise<void> {
  const { channelId } = channel
  if (secret !== undefined && secretOf(channel) !== 'given') {
    throw new AppError('invalid_input', { details: [{ path: 'secret', message: 'is not taken by this kind' }] })
  }
  const isSwitched = enabled !== undefined && name === undefined && settings === undefined && secret === undefined
  const switched = enabled ? 'channel_switched_on' : 'channel_switched_off'
  await transact(db, async (tx, emit) => {
    const { name: before } = await tx.channel.findUniqueOrThrow({ where: { id: channelId }, select: { name: true } })
    const row = await tx.channel.update({
      where: { id: channelId },
      data: {
        ...(name !== undefined && { name }),
        ...(enabled !== undefined && { enabled }),
        ...(settings !== undefined && { settings: requireSettings(channel, settings) }),
        ...(secret !== undefined && { secret: sealSecret(secret, authSecret, ownerOf(channelId)) }),
      },
    })
    const { workspaceId } = channel
    emit(
      row.name === before
        ? { type: 'lists.changed', workspaceId }
        : { type: 'channel.renamed', channelId, workspaceId },
    )
    await tell(tx, channel, isSwitched ? switched : 'channel_changed', row.name)
  })
}

function tell(
  tx: Tx,
  { workspaceId, userId }: AllowedChannel<'manage'>,
  kind: ActivityKind,
  name: string,
): Promise<void> {
  return recordActivity(tx, { workspaceId, userId, kind, data: { name } })
}

function secretOf({ kind }: AllowedChannel<'manage'>): 'made' | 'given' | 'none' {
  const known = findChannelKind(kind)
  return known ? CHANNEL_KIND_FACTS[known].secret : 'none'
}

/** What is kept for a channel of that kind; null when it is not what the kind knows. */
export function parseChannelSettings(kind: string, settings: unknown): Prisma.InputJsonObject | null {
  const known = findChannelKind(kind)
  return (known && SETTINGS[known].safeParse(settings).data) ?? null
}

function requireSettings(
  { kind }: AllowedChannel<'manage'>,
  settings: Record<string, unknown>,
): Prisma.InputJsonObject {
  const known = findChannelKind(kind)
  const parsed = known && SETTINGS[known].safeParse(settings)
  if (parsed?.success) return parsed.data
  const issues = parsed?.error.issues ?? []
  throw new AppError('invalid_input', {
    details: issues.map(({ path, message }) => ({ path: ['settings', ...path].join('.'), message })),
  })
}

/**
 * The old secret signs nothing any more.
 * @returns the new one, this once
 * @throws {AppError} invalid_transition for a channel that has none of Galley's making
 */
export async function renewSecret(db: Db, channel: AllowedChannel<'manage'>, authSecret: string): Promise<string> {
  if (secretOf(channel) !== 'made') {
    throw new AppError('invalid_transition', { message: 'This kind of channel has no secret that Galley makes.' })
  }
  return transact(db, async tx => {
    const { name } = await tx.channel.findUniqueOrThrow({ where: { id: channel.channelId }, select: { name: true } })
    await tell(tx, channel, 'channel_secret_renewed', name)
    return makeSecret(tx, channel.channelId, authSecret)
  })
}

async function makeSecret(tx: Tx, channelId: ChannelId, authSecret: string): Promise<string> {
  const secret = `whsec_${randomBytes(WEBHOOK_SECRET_BYTES).toString('base64')}`
  await putSecret(tx, channelId, secret, authSecret)
  return secret
}

async function putSecret(tx: Tx, channelId: ChannelId, secret: string, authSecret: string): Promise<void> {
  await tx.channel.update({
    where: { id: channelId },
    data: { secret: sealSecret(secret, authSecret, ownerOf(channelId)) },
  })
}

/** @throws {SecretUnreadable} when AUTH_SECRET is not the one it was sealed with */
export function openChannelSecret(
  { id, secret }: { readonly id: string; readonly secret: Uint8Array | null },
  authSecret: string,
): string | null {
  return secret === null ? null : openSecret(secret, authSecret, ownerOf(id))
}

function ownerOf(channelId: string): string {
  return `channel:${channelId}`
}

/**
 * Takes it out of use: nothing goes there any more, and its secret is gone. What went out keeps its row and link.
 * @throws {AppError} invalid_transition for the built-in site
 */
export async function removeChannel(db: Db, channel: AllowedChannel<'manage'>): Promise<void> {
  const { channelId, kind } = channel
  const known = findChannelKind(kind)
  if (known && CHANNEL_KIND_FACTS[known].builtIn) {
    throw new AppError('invalid_transition', { message: 'The public site is built in. Switch it off instead.' })
  }
  await transact(db, async (tx, emit) => {
    const { name } = await tx.channel.update({
      where: { id: channelId },
      data: { enabled: false, secret: null, removedAt: await databaseNow(tx) },
    })
    await tell(tx, channel, 'channel_removed', name)
    emit({ type: 'lists.changed', workspaceId: channel.workspaceId })
  })
}

/**
 * Asks the job worker to try the channel out. While a test of it is under way, that one is the answer for everybody.
 * @returns id of the test
 */
export async function askForTest(db: Db, { channelId, userId }: AllowedChannel<'manage'>): Promise<string> {
  return transact(db, async (tx, emit) => {
    const now = await databaseNow(tx)
    await tx.$executeRaw`select from channel where id = ${channelId}::uuid for no key update`
    await tx.channelTest.deleteMany({
      where: { channelId, askedAt: { lt: new Date(now.getTime() - KEEP_TESTS_MS) } },
    })
    const running = await tx.channelTest.findFirst({
      where: { channelId, answeredAt: null, askedAt: { gt: new Date(now.getTime() - 2 * LIMITS.outgoingMs) } },
      select: { id: true },
    })
    if (running) return running.id
    const { id } = await tx.channelTest.create({
      data: { channelId, askedById: userId, askedAt: now },
      select: { id: true },
    })
    emit({ type: 'channel.test-asked', testId: id })
    return id
  })
}

/** Of any number of workers one gets it; null for the others. */
export async function claimTest(db: Db, testId: string): Promise<{ channelId: string } | null> {
  const [row] = await db.channelTest.updateManyAndReturn({
    where: { id: testId, begunAt: null },
    data: { begunAt: await databaseNow(db) },
    select: { channelId: true },
  })
  return row ?? null
}

export async function recordTest(db: Db, testId: string, answer: { works: boolean; words: string }): Promise<void> {
  await transact(db, async (tx, emit) => {
    const { channel } = await tx.channelTest.update({
      where: { id: testId },
      data: { ...answer, answeredAt: await databaseNow(tx) },
      select: { channel: { select: { workspaceId: true } } },
    })
    emit({ type: 'lists.changed', workspaceId: channel.workspaceId })
  })
}
