import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ChannelId } from '#domain/contract/ids.ts'
import { CreateChannel } from '#domain/contract/inputs/channels.ts'
import { toCommandCall } from '#domain/contract/inputs/posts.ts'
import { listAttempts } from '#domain/queries/delivery-log.ts'
import { requireChannel, requirePost, requireWorkspace } from '#domain/services/access.ts'
import { createChannel } from '#domain/services/channels.ts'
import { ATTEMPTS_KEPT, forgetOldAttempts, logAttempt } from '#domain/services/delivery-log.ts'
import { runCommand } from '#domain/services/lifecycle.ts'
import { memoryImages } from '#tests/support/memory-images.ts'
import { addPublishingPost } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { openReceiver, type Receiver } from '#tests/support/receiver.ts'
import { addTeam, SITE, storesOf } from '#tests/support/workspace.ts'
import { createChannels } from './channels/channels.ts'
import { publishDelivery } from './publish-post.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)
const { people, workspaceId } = await addTeam(database)
const AUTH_SECRET = 'a secret of at least 32 characters, for tests'
const setUp = { ...SITE, authSecret: AUTH_SECRET, allowedPrivateNetworks: ['127.0.0.0/8'] }
const context = {
  ...setUp,
  db,
  channels: new Map(createChannels({ images: memoryImages(), db, ...setUp }).map(channel => [channel.kind, channel])),
  logger: pino({ level: 'silent' }),
  signal: new AbortController().signal,
}

let receiver: Receiver
let channelId: ChannelId
beforeEach(async () => {
  receiver = await openReceiver()
  const workspace = await requireWorkspace(db, people.admin, workspaceId, 'manage')
  const hook = { workspaceId, kind: 'webhook', name: 'Letters', settings: { url: receiver.url } }
  channelId = (await createChannel(db, workspace, CreateChannel.parse(hook), AUTH_SECRET)).channelId
})
afterEach(() => receiver.close())

const addOne = () =>
  addPublishingPost(db, { workspaceId, userId: people.publisher.userId, title: 'A buoy', markdown: 'It.', channelId })
const look = async () => listAttempts(db, await requireChannel(db, people.admin, channelId, 'manage'))

describe('[OB60] the log of a channel', () => {
  test('says of each attempt when, with which status, in words, and what may be done', async () => {
    receiver.answerWith(response => response.writeHead(410).end('{"message":"Gone fishing."}'))
    const { postId, deliveryId } = await addOne()
    await publishDelivery(context, deliveryId)
    const first = { attempt: 1, outcome: 'rejected', status: 410, words: 'It answered 410: Gone fishing.' }
    expect(await look()).toMatchObject([{ ...first, replay: 'retry', post: { id: postId, title: 'A buoy' } }])

    const post = await requirePost(db, people.publisher, postId, 'read')
    await runCommand(stores, post, toCommandCall('retry', { channelId }), SITE)
    receiver.answerWith(response => response.writeHead(500).end())
    await publishDelivery(context, deliveryId)
    expect(await look()).toMatchObject([
      { attempt: 2, outcome: 'unknown', status: 500, replay: 'ask' },
      { ...first, replay: null },
    ])
    // The same message to its receiver, however often.
    const [one, other] = receiver.taken.map(({ headers }) => headers['webhook-id'])
    expect(one).toBe(other)
  })

  test('offers nothing for what was taken, and names no post that its reader may not see', async () => {
    const { postId, deliveryId } = await addOne()
    await publishDelivery(context, deliveryId)
    expect(await look()).toMatchObject([{ outcome: 'published', status: 200, replay: null }])
    await db.post.update({ where: { id: postId }, data: { access: 'private' } })
    expect((await look())[0]?.post).toBe(null)
  })
})

test('[OB61] of each channel the newest attempts are kept', async () => {
  const { deliveryId } = await addOne()
  const outcome = { kind: 'rejected', reason: 'No.' } as const
  for (let attempt = 1; attempt <= ATTEMPTS_KEPT + 5; attempt++) {
    await logAttempt(db, { deliveryId, attempt, outcome, status: null, tookMs: 1 })
  }
  const other = await addPublishingPost(db, { workspaceId, userId: people.publisher.userId, title: 'B', markdown: 'B' })
  await logAttempt(db, { deliveryId: other.deliveryId, attempt: 1, outcome, status: null, tookMs: 1 })
  await forgetOldAttempts(db)
  const kept = await db.deliveryAttempt.findMany({ where: { channelId }, orderBy: { attempt: 'asc' } })
  expect(kept).toHaveLength(ATTEMPTS_KEPT)
  expect(kept[0]?.attempt).toBe(6)
  expect(await db.deliveryAttempt.count({ where: { deliveryId: other.deliveryId } })).toBe(1)
})
