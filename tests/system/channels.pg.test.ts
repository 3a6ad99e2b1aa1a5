/** Channels from the click to the far side: API, outbox, job, request, and what the post then says. */
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { ChannelId } from '#domain/contract/ids.ts'
import { findTestAnswer } from '#domain/queries/channels.ts'
import { requireChannel } from '#domain/services/access.ts'
import { askForTest } from '#domain/services/channels.ts'
import { sealSecret } from '#domain/services/sealed-secret.ts'
import { liveServer } from '#tests/support/live.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { openReceiver } from '#tests/support/receiver.ts'
import { MASTODON_TOKEN, openMastodon } from '#tests/support/social-servers.ts'
import { until } from '#tests/support/until.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database)
const team = await addTeam(database)
const receiver = await openReceiver()
afterAll(() => receiver.close())
await liveServer(database, {
  withJobs: true,
  publicUrl: web.config.publicUrl,
  authSecret: web.config.authSecret,
  allowedPrivateNetworks: ['127.0.0.0/8'],
})

type Delivery = {
  channelId: string
  state: string
  reason: string | null
  url: string | null
  attempts: number
  nextTryAt?: string
}
type Post = { id: string; state: string; deliveries: Delivery[] }

const headers = await web.bearerOf(team.people.owner)
async function call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? { method, headers } : jsonInit(method, body, headers)
  const response = await web.fetch(`/api/v1${path}`, init)
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text || 'null')
}

let postId: string
beforeEach(async () => {
  receiver.answerWith(response => response.writeHead(200).end())
  postId = await addDraft(web.stores, team)
})

const addChannel = (kind: string, settings: object) =>
  call<{ id: string; secret: string }>('POST', '/channels', {
    workspaceId: team.workspaceId,
    kind,
    name: kind,
    settings,
  })
const addHook = () => addChannel('webhook', { url: `${receiver.url}/hook` })
const publish = (...channelIds: string[]) => call<Post>('POST', `/posts/${postId}/publish`, { channelIds })
const post = () => call<Post>('GET', `/posts/${postId}`)
/** The post when it has come to rest there. */
const settled = (state: string) =>
  until<Post | null>(async () => {
    const now = await post()
    return now.state === state ? now : null
  })
const takenOf = (id: string) =>
  receiver.taken.filter(({ headers: given }) => String(given['webhook-id']).startsWith(id))

describe('a webhook', () => {
  test('[OB31] gets the post once, signed with the secret that was shown, and its link is on the post', async () => {
    const { id, secret } = await addHook()
    receiver.answerWith(response => response.writeHead(201, { location: 'https://blog.example/a-buoy' }).end())
    await publish(id, team.channelId)
    const { deliveries } = await settled('published')
    expect(deliveries.find(({ channelId }) => channelId === id)).toMatchObject({
      state: 'published',
      url: 'https://blog.example/a-buoy',
      attempts: 1,
    })
    const [one, ...more] = takenOf(postId)
    expect(more).toEqual([])
    expect(new Webhook(secret).verify(one?.body ?? '', one?.headers as Record<string, string>)).toMatchObject({
      data: { id: postId, title: 'A buoy', url: expect.stringContaining('/p/') },
    })
  })

  test('[OB32] that refuses fails with its words; a retry sends to it alone', async () => {
    const { id } = await addHook()
    receiver.answerWith(response => response.writeHead(422).end('{"message":"No subject."}'))
    await publish(id, team.channelId)
    const { deliveries } = await settled('partly_published')
    expect(deliveries.find(({ channelId }) => channelId === id)).toMatchObject({
      state: 'failed',
      reason: 'It answered 422: No subject.',
    })
    receiver.answerWith(response => response.writeHead(204).end())
    await call('POST', `/posts/${postId}/retry`, {})
    await settled('published')
    expect(takenOf(postId)).toHaveLength(2)
  })

  test('[OB32] that breaks off is unconfirmed, and is sent nothing until a person has said', async () => {
    const { id } = await addHook()
    receiver.answerWith(response => response.destroy())
    await publish(id)
    await settled('unconfirmed')
    await expect(call('POST', `/posts/${postId}/retry`, {})).rejects.toThrow('409')
    await expect(call('POST', `/posts/${postId}/look-up`, { channelId: id })).rejects.toThrow('cannot be asked')
    await call('POST', `/posts/${postId}/confirm`, { channelId: id, outcome: 'published', url: 'https://a.example/' })
    await settled('published')
    expect(takenOf(postId)).toHaveLength(1)
  })

  test('[OB35] that is busy is tried again by itself when the time has come', async () => {
    const { id } = await addHook()
    receiver.answerWith(response => response.writeHead(429).end())
    await publish(id)
    const waiting = await until(async () => {
      const { deliveries, state } = await post()
      return state === 'publishing' && deliveries[0]?.nextTryAt && deliveries[0]
    })
    expect(waiting).toMatchObject({ state: 'queued', reason: 'It answered 429.' })
    receiver.answerWith(response => response.writeHead(200).end())
    await db.delivery.updateMany({ where: { postId }, data: { nextTryAt: new Date() } })
    await settled('published')
    expect(takenOf(postId)).toHaveLength(2)
  })

  test('[OB33] on a private network that nobody has named fails with the remedy', async () => {
    const { id } = await addChannel('webhook', { url: 'http://169.254.169.254/latest/meta-data' })
    await publish(id)
    const { deliveries } = await settled('failed')
    expect(deliveries[0]?.reason).toContain('ALLOWED_PRIVATE_NETWORKS')
  })
})

describe('[OB36] a channel that nothing may go to', () => {
  test('switched off while a post waits for its time: the post says so', async () => {
    const { id } = await addHook()
    const at = new Date(Date.now() + 3_600_000).toISOString()
    await call('POST', `/posts/${postId}/schedule`, { at, timeZone: 'Europe/Berlin', channelIds: [id] })
    expect(await call('GET', `/channels/${id}`)).toMatchObject({ scheduled: 1 })
    await call('PATCH', `/channels/${id}`, { enabled: false })
    await db.post.update({ where: { id: postId }, data: { scheduledAt: new Date() } })
    const { deliveries } = await settled('failed')
    expect(deliveries[0]?.reason).toContain('switched off')
    await call('PATCH', `/channels/${id}`, { enabled: true })
    await call('POST', `/posts/${postId}/retry`, {})
    await settled('published')
    expect(takenOf(postId)).toHaveLength(1)
  })

  test('removed, or with a secret of another key', async () => {
    const [removed, stale] = [await addHook(), await addHook()]
    const at = new Date(Date.now() + 3_600_000).toISOString()
    const channelIds = [removed.id, stale.id]
    await call('POST', `/posts/${postId}/schedule`, { at, timeZone: 'UTC', channelIds })
    await call('DELETE', `/channels/${removed.id}`)
    const secret = sealSecret(stale.secret, 'another secret of at least 32 characters', `channel:${stale.id}`)
    await db.channel.update({ where: { id: stale.id }, data: { secret } })
    await db.post.update({ where: { id: postId }, data: { scheduledAt: new Date() } })
    const { deliveries } = await settled('failed')
    const reasonOf = (id: string) => deliveries.find(({ channelId }) => channelId === id)?.reason
    expect(reasonOf(removed.id)).toBe('This channel was removed.')
    expect(reasonOf(stale.id)).toContain('AUTH_SECRET was changed')
    expect(takenOf(postId)).toEqual([])
  })
})

test('[OB281] a token that the network has revoked: the post needs attention and says why, and a new one sends it once', async () => {
  const mastodon = await openMastodon()
  try {
    const { id } = await call<{ id: string }>('POST', '/channels', {
      workspaceId: team.workspaceId,
      kind: 'mastodon',
      name: 'Toots',
      settings: { url: mastodon.url },
      secret: MASTODON_TOKEN,
    })
    mastodon.break(() => ({ status: 401, body: { error: 'The access token was revoked' } }))
    await publish(id)
    const { deliveries } = await settled('failed')
    expect(deliveries).toMatchObject([{ state: 'failed', attempts: 1 }])
    expect(deliveries[0]?.reason).toContain('The access token was revoked')
    await call('POST', `/posts/${postId}/retry`, { channelId: id })
    await until(async () => (await post()).deliveries[0]?.attempts === 2)
    await settled('failed')
    expect(mastodon.posts).toEqual([])
    await call('PATCH', `/channels/${id}`, { secret: MASTODON_TOKEN })
    mastodon.break(null)
    await call('POST', `/posts/${postId}/retry`, { channelId: id })
    await settled('published')
    expect(mastodon.posts).toHaveLength(1)
  } finally {
    await mastodon.close()
  }
})

test('[OB38] a channel that took it and said nothing is asked, and then the post says what is so', async () => {
  const { id } = await addChannel('demo', { behaviour: 'time-out', delayMs: 1 })
  await publish(id)
  await settled('unconfirmed')
  await call('POST', `/posts/${postId}/look-up`, { channelId: id })
  const { deliveries } = await settled('published')
  expect(deliveries[0]).toMatchObject({ state: 'published', attempts: 1 })
})

describe('[OB41] trying a channel out', () => {
  test('says what happened, and is shown to everybody until the next time', async () => {
    const { id } = await addHook()
    expect(await call('POST', `/channels/${id}/test`)).toMatchObject({ works: true, words: 'It answered 200.' })
    receiver.answerWith(response => response.writeHead(404).end())
    expect(await call('POST', `/channels/${id}/test`)).toMatchObject({ works: false, words: 'It answered 404.' })
    expect(await call('GET', `/channels/${id}`)).toMatchObject({
      lastTest: { works: false, words: 'It answered 404.' },
    })
    expect(takenOf('test_').map(({ body }) => JSON.parse(body).type)).toEqual(['galley.test', 'galley.test'])
    expect(await db.delivery.count({ where: { channelId: id } })).toBe(0)
  })

  test('many at once are one', async () => {
    const { id } = await addHook()
    const before = receiver.taken.length
    const allHaveAsked = Promise.withResolvers<void>()
    receiver.answerWith(response => void allHaveAsked.promise.then(() => response.writeHead(200).end()))
    const channel = await requireChannel(db, team.people.owner, id as ChannelId, 'manage')
    const [first = '', ...others] = await Promise.all(Array.from({ length: 5 }, () => askForTest(db, channel)))
    allHaveAsked.resolve()
    expect(others).toEqual([first, first, first, first])
    expect(await until(async () => (await findTestAnswer(db, first))?.answer)).toMatchObject({ works: true })
    expect(receiver.taken.length - before).toBe(1)
  })
})
