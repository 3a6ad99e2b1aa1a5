import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAddressGuard } from '#collab/outgoing/address-guard.ts'
import { createSender } from '#collab/outgoing/sender.ts'
import { memoryImages } from '#tests/support/memory-images.ts'
import { picturesSuite } from '#tests/support/pictures.suite.ts'
import { MASTODON_TOKEN, openMastodon } from '#tests/support/social-servers.ts'
import { channelSuite, requestFor } from './channel.suite.ts'
import type { PublishRequest } from './channel.ts'
import { createMastodonChannel } from './mastodon.ts'

const images = memoryImages()
const channel = createMastodonChannel({
  send: createSender(createAddressGuard(['127.0.0.0/8'])),
  images,
  lookEveryMs: 1,
})

let server: Awaited<ReturnType<typeof openMastodon>>
let clockMs = 0
beforeEach(async () => {
  clockMs = 0
  server = await openMastodon({ now: () => new Date(Date.now() + clockMs) })
})
afterEach(() => server.close())

const account = () => ({ settings: { url: server.url }, secret: MASTODON_TOKEN })
const request = (change: Partial<PublishRequest> = {}) => requestFor({ ...account(), versionAt: new Date(), ...change })

channelSuite('mastodon', async () => ({ channel, account: account(), settle: async () => undefined }))

describe('[OB44] Mastodon', () => {
  test('gets title, beginning and link, and its link is the status', async () => {
    expect(await channel.publish(request())).toEqual({ kind: 'published', url: 'https://mastodon.test/@saltmarsh/1' })
    expect(server.posts.map(({ text }) => text)).toEqual([
      'A buoy\n\nIt speaks.\n\nhttps://galley.example/p/saltmarsh/a-buoy',
    ])
  })

  test('has a status once, also when its keys are forgotten: a second attempt finds it', async () => {
    server.break(({ method }) => (method === 'POST' ? 'silence' : null))
    const odd = { title: `<Tide> & "swell" isn't <b>`, versionAt: new Date() }
    expect(await channel.publish(request(odd))).toMatchObject({ kind: 'unknown' })
    server.break(null)
    server.forgetKeys()
    const url = 'https://mastodon.test/@saltmarsh/1'
    expect(await channel.lookUp(request(odd))).toEqual({ kind: 'published', url })
    expect(await channel.publish(request({ ...odd, attempt: 2 }))).toEqual({ kind: 'published', url })
    expect(server.posts).toHaveLength(1)
  })

  test('is never sent to again while it does not say whether it has it', async () => {
    await channel.publish(request())
    server.forgetKeys()
    server.break(({ path }) => (path.includes('statuses?') ? { status: 500, body: {} } : null))
    expect(await channel.lookUp(request())).toMatchObject({ kind: 'unknown' })
    expect(await channel.publish(request({ attempt: 2 }))).toMatchObject({ kind: 'unknown' })
    expect(server.posts).toHaveLength(1)
  })

  test('[OB281] that lets Galley in no more: a further attempt has sent nothing and says so; whether an earlier one did, nobody knows', async () => {
    const refused = request({ attempt: 2, secret: 'revoked' })
    const words = 'It answered 401: The access token is invalid'
    expect(await channel.publish(refused)).toEqual({ kind: 'rejected', reason: words, isKeyRefused: true })
    expect(await channel.lookUp(refused)).toEqual({
      kind: 'unknown',
      reason: `Mastodon did not say whether the post is there. ${words}`,
    })
    expect(server.posts).toEqual([])
  })

  test('with a clock behind ours is not taken for empty', async () => {
    clockMs = -60_000
    await channel.publish(request())
    expect(await channel.lookUp(request())).toMatchObject({ kind: 'unknown' })
  })

  test('with more statuses than are looked through is not taken for empty', async () => {
    const sent = request()
    for (let index = 0; index < 45; index++) {
      await channel.publish(request({ title: `Note ${index}`, idempotencyKey: `other ${index}` }))
    }
    expect(await channel.lookUp(sent)).toMatchObject({ kind: 'unknown' })
    expect(await channel.lookUp(request({ versionAt: new Date(Date.now() + 3_600_000) }))).toEqual({ kind: 'absent' })
  })

  test('says no in its own words', async () => {
    expect(await channel.publish(request({ secret: 'wrong' }))).toEqual({
      kind: 'rejected',
      reason: 'It answered 401: The access token is invalid',
      isKeyRefused: true,
    })
    server.break(() => ({ status: 429, body: {} }))
    expect(await channel.publish(request())).toMatchObject({ kind: 'rejected', retryAfterMs: 10_000 })
  })

  test('is tried out without posting', async () => {
    const testing = { ...request(), channelName: 'Mastodon', testId: 'a' }
    expect(await channel.test(testing)).toEqual({ works: true, words: 'Signed in as @saltmarsh.' })
    expect(await channel.test({ ...testing, secret: 'wrong' })).toMatchObject({ works: false })
    expect(server.posts).toEqual([])
  })

  test('gets no more than it takes', async () => {
    const long = request({ title: 'Wort '.repeat(60), content: { type: 'doc', content: [] } })
    expect(await channel.publish(long)).toMatchObject({ kind: 'published' })
    const { content } = requestFor()
    const longer = request({
      idempotencyKey: 'long',
      content: { ...content, content: Array(200).fill(content.content?.[1]) },
    })
    expect(await channel.publish(longer)).toMatchObject({ kind: 'published' })
  })
})

picturesSuite({ name: 'Mastodon', uploadPath: '/api/v2/media', channel, images, server: () => server, request })
