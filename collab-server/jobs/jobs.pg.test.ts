import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DomainEvent } from '#domain/contract/events.ts'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { createWriteAgain } from '#domain/log/swept-words.ts'
import { createUpkeep } from '#domain/log/upkeep.ts'
import { findSitePost, findSiteVersionId } from '#domain/queries/public-site.ts'
import { claimDelivery } from '#domain/services/deliveries.ts'
import { memoryImages } from '#tests/support/memory-images.ts'
import { addPerson, addPublishingPost, addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import type { Channel } from './channels/channel.ts'
import { createChannels } from './channels/channels.ts'
import { type Jobs, startJobs } from './jobs.ts'
import { publishDelivery } from './publish-post.ts'

const { db, url, pool } = await testDatabase()
const logger = pino({ level: 'silent' })
const log = createPostgresLog({ pool, logger })
const upkeep = createUpkeep({
  log,
  pool,
  db,
  writeAgain: createWriteAgain({ db, log }),
  logger,
  onFinding: () => undefined,
})
const PUBLIC_URL = 'https://galley.example'
const AUTH_SECRET = 'a secret of at least 32 characters, for tests'
const LONG_AGO = new Date(Date.now() - 10 * 60_000)

let userId: UserId
let workspaceId: WorkspaceId
let jobs: Jobs | null = null
let tell: (event: DomainEvent) => void = () => {}

beforeEach(async () => {
  userId = await addPerson(db, 'Mira')
  workspaceId = await addWorkspace(db, 'Saltmarsh', { [userId]: 'owner' })
})
afterEach(async () => {
  await jobs?.stop()
  jobs = null
})

async function start(jobLogger = logger): Promise<void> {
  jobs = startJobs({
    db,
    databaseUrl: url,
    publicUrl: PUBLIC_URL,
    authSecret: AUTH_SECRET,
    channels: createChannels({
      db,
      publicUrl: PUBLIC_URL,
      authSecret: AUTH_SECRET,
      allowedPrivateNetworks: [],
      images: memoryImages(),
    }),
    upkeep,
    logger: jobLogger,
    subscribe(handler) {
      tell = handler
      return () => {
        tell = () => {}
      }
    },
  })
  await jobs.started
}

const addOne = (title = 'A buoy') => addPublishingPost(db, { workspaceId, userId, title, markdown: 'It speaks.' })
const delivery = (id: string) => db.delivery.findUniqueOrThrow({ where: { id } })
const stateOf = async (postId: string) => (await db.post.findUniqueOrThrow({ where: { id: postId } })).state

test('[UL31] the log is packed and checked by the clock', async () => {
  await start()
  const { rows } = await pool.query('select name, cron from pgboss.schedule order by name')
  expect(rows).toEqual([
    { name: 'check-log', cron: '20 3 * * *' },
    { name: 'pack-log', cron: '*/10 * * * *' },
  ])
})

describe('publishing by a job', () => {
  test('[OB7] a queued delivery goes out, and the site has exactly the frozen version', async () => {
    await start()
    const { postId, versionId, deliveryId, contentHash } = await addOne()
    tell({ type: 'delivery.queued', deliveryId, postId })
    await until(async () => (await stateOf(postId)) === 'published')

    const [post, row] = [
      await db.post.findUniqueOrThrow({ where: { id: postId }, include: { workspace: true } }),
      await delivery(deliveryId),
    ]
    expect(row).toMatchObject({
      state: 'published',
      attempts: 1,
      url: `https://galley.example/p/${post.workspace.slug}/${post.slug}`,
    })
    expect(await findSiteVersionId(db, postId)).toBe(versionId)
    expect(await findSitePost(db, workspaceId, post.slug)).toMatchObject({
      title: 'A buoy',
      contentHash,
      author: 'Mira',
    })
  })

  test('[OB8] the same event many times is one attempt', async () => {
    await start()
    const { postId, deliveryId } = await addOne()
    for (let index = 0; index < 10; index++) tell({ type: 'delivery.queued', deliveryId, postId })
    await until(async () => (await stateOf(postId)) === 'published')
    tell({ type: 'delivery.queued', deliveryId, postId })
    const after = await addOne()
    tell({ type: 'delivery.queued', deliveryId: after.deliveryId, postId: after.postId })
    await until(async () => (await stateOf(after.postId)) === 'published')
    expect((await delivery(deliveryId)).attempts).toBe(1)
    expect(await db.notification.count({ where: { userId, postId } })).toBe(1)
  })

  test('[OB14] a post whose time came while nothing ran goes out at the next start', async () => {
    const { postId } = await addOne()
    await db.post.update({ where: { id: postId }, data: { state: 'scheduled', scheduledAt: LONG_AGO } })
    await start()
    // The event of the outbox, which this test has no reader for.
    const { id } = await db.delivery.findFirstOrThrow({ where: { postId } })
    tell({ type: 'delivery.queued', deliveryId: id, postId })
    await until(async () => (await stateOf(postId)) === 'published')
  })

  test('[OB9] a delivery whose event nobody heard goes out with the next start', async () => {
    const { postId } = await addOne()
    await start()
    await until(async () => (await stateOf(postId)) === 'published')
  })

  test('[OB10] an attempt that died is looked up; what is certainly not out is sent again', async () => {
    const { postId, deliveryId } = await addOne()
    expect(await claimDelivery(db, deliveryId)).not.toBeNull()
    await db.delivery.update({ where: { id: deliveryId }, data: { updatedAt: LONG_AGO } })
    await start()
    await until(async () => (await stateOf(postId)) === 'published')
    expect((await delivery(deliveryId)).attempts).toBe(2)
  })

  test('[OB10] an attempt that is not old enough is left alone', async () => {
    const { postId, deliveryId } = await addOne()
    await claimDelivery(db, deliveryId)
    await publishWith(channelThat({}), deliveryId)
    expect(await delivery(deliveryId)).toMatchObject({ state: 'publishing', attempts: 1 })
    expect(await stateOf(postId)).toBe('publishing')
  })

  test('[UL34] a server whose clock is ten minutes off calls nobody dead, and keeps nobody waiting', async () => {
    const { postId, deliveryId } = await addOne()
    await claimDelivery(db, deliveryId)
    await withClock(10, () => publishWith(channelThat({}), deliveryId))
    expect(await delivery(deliveryId)).toMatchObject({ state: 'publishing', attempts: 1 })

    const { postId: due } = await addOne('Another buoy')
    await db.post.update({ where: { id: due }, data: { state: 'scheduled', scheduledAt: new Date() } })
    await withClock(-10, async () => {
      await start()
      await until(async () => (await stateOf(due)) !== 'scheduled')
    })
    const [{ ahead }] = (
      await pool.query(`select max("updatedAt") <= now() as ahead from post where id in ('${postId}', '${due}')`)
    ).rows
    expect(ahead).toBe(true)
  })

  test('[OB11] a dead attempt that nobody can tell about asks a person, and is not sent again', async () => {
    const { postId, deliveryId } = await addOne()
    await claimDelivery(db, deliveryId)
    await db.delivery.update({ where: { id: deliveryId }, data: { updatedAt: LONG_AGO } })
    let sent = 0
    await publishWith(
      channelThat({
        publish: async () => {
          sent += 1
          return { kind: 'published', url: null }
        },
        lookUp: async () => ({ kind: 'unknown', reason: 'It does not say.' }),
      }),
      deliveryId,
    )
    expect(sent).toBe(0)
    expect(await delivery(deliveryId)).toMatchObject({ state: 'unconfirmed', reason: 'It does not say.' })
    expect(await stateOf(postId)).toBe('unconfirmed')
  })

  test('[OB39] the sweep raises an alert for what has had no answer for five minutes, and tells its people', async () => {
    const { postId, deliveryId } = await addOne()
    await db.channel.updateMany({ where: { workspaceId }, data: { kind: 'demo', settings: { behaviour: 'late' } } })
    const sixMinutesAgo = new Date(Date.now() - 6 * 60_000)
    await db.delivery.update({
      where: { id: deliveryId },
      data: { state: 'publishing', attempts: 1, updatedAt: sixMinutesAgo },
    })
    await db.post.update({ where: { id: postId }, data: { updatedAt: sixMinutesAgo } })
    const lines: { msg: string; alert?: boolean; deliveries?: unknown }[] = []
    await start(pino({ level: 'error' }, { write: line => void lines.push(JSON.parse(line)) }))
    expect(lines).toMatchObject([
      { level: 50, alert: true, deliveries: [deliveryId], msg: 'deliveries have had no answer for minutes' },
    ])
    expect(await db.notification.count({ where: { userId, postId, kind: 'post_unconfirmed' } })).toBe(1)
  })

  test('[OB11] a channel that breaks off without an answer leaves the delivery unconfirmed', async () => {
    const { deliveryId } = await addOne()
    await publishWith(channelThat({ publish: () => Promise.reject(new Error('socket hang up')) }), deliveryId)
    expect(await delivery(deliveryId)).toMatchObject({ state: 'unconfirmed', reason: 'The channel did not answer.' })
  })

  test('a channel that says no leaves the delivery failed, with its words', async () => {
    const { postId, deliveryId } = await addOne()
    await publishWith(channelThat({ publish: async () => ({ kind: 'rejected', reason: 'Too long.' }) }), deliveryId)
    expect(await delivery(deliveryId)).toMatchObject({ state: 'failed', reason: 'Too long.' })
    expect(await stateOf(postId)).toBe('failed')
  })

  test('a kind of channel that this server does not have is a no', async () => {
    const { deliveryId } = await addOne()
    await publishWith({ ...channelThat({}), kind: 'pigeon' }, deliveryId)
    expect(await delivery(deliveryId)).toMatchObject({ state: 'failed' })
  })
})

function channelThat(change: Partial<Channel>): Channel {
  return {
    kind: 'site',
    publish: async () => ({ kind: 'published', url: 'https://example.org/' }),
    lookUp: async () => ({ kind: 'absent' }),
    test: async () => ({ works: true, words: 'It works.' }),
    ...change,
  }
}

async function withClock(minutes: number, work: () => Promise<void>): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 })
  try {
    await work()
  } finally {
    vi.useRealTimers()
  }
}

function publishWith(channel: Channel, deliveryId: string): Promise<void> {
  const channels = new Map([[channel.kind, channel]])
  const { signal } = new AbortController()
  return publishDelivery({ db, channels, logger, signal, publicUrl: PUBLIC_URL, authSecret: AUTH_SECRET }, deliveryId)
}
