import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAddressGuard } from '#collab/outgoing/address-guard.ts'
import { createSender } from '#collab/outgoing/sender.ts'
import { memoryImages } from '#tests/support/memory-images.ts'
import { picturesSuite } from '#tests/support/pictures.suite.ts'
import { BLUESKY_PASSWORD, openBluesky, type SocialServer } from '#tests/support/social-servers.ts'
import { createBlueskyChannel, recordKeyOf } from './bluesky.ts'
import { channelSuite, requestFor } from './channel.suite.ts'
import type { PublishRequest } from './channel.ts'

const images = memoryImages()
const channel = createBlueskyChannel({ send: createSender(createAddressGuard(['127.0.0.0/8'])), images })

let server: SocialServer
beforeEach(async () => {
  server = await openBluesky()
})
afterEach(() => server.close())

const account = () => ({
  settings: { url: server.url, handle: 'saltmarsh.bsky.social' },
  secret: BLUESKY_PASSWORD,
})
const request = (change: Partial<PublishRequest> = {}) => requestFor({ ...account(), ...change })

channelSuite('bluesky', async () => ({ channel, account: account(), settle: async () => undefined }))

describe('[OB44] Bluesky', () => {
  test('gets title, beginning and a link that is one', async () => {
    const rkey = recordKeyOf(request())
    expect(await channel.publish(request({ title: 'Möwe 🐦' }))).toEqual({
      kind: 'published',
      url: `https://bsky.app/profile/saltmarsh.bsky.social/post/${rkey}`,
    })
    expect(server.posts[0]?.text).toBe('Möwe 🐦\n\nIt speaks.\n\nhttps://galley.example/p/saltmarsh/a-buoy')
  })

  test('has a post once: its place is made from the delivery', async () => {
    server.break(({ path }) => (path.includes('putRecord') ? 'silence' : null))
    expect(await channel.publish(request())).toMatchObject({ kind: 'unknown' })
    server.break(null)
    const published = { kind: 'published', url: expect.stringContaining(recordKeyOf(request())) }
    expect(await channel.lookUp(request())).toEqual(published)
    expect(await channel.publish(request({ attempt: 2 }))).toEqual(published)
    expect(server.posts).toHaveLength(1)
  })

  test('keys of records are TIDs in the order of versions, and differ between deliveries', () => {
    const keys = [1, 2, 3].map(day => recordKeyOf(request({ versionAt: new Date(Date.UTC(2026, 3, day)) })))
    expect([...keys].sort()).toEqual(keys)
    expect(recordKeyOf(request())).toMatch(/^[2-7a-j][2-7a-z]{12}$/)
    expect(recordKeyOf(request({ idempotencyKey: 'another' }))).not.toBe(recordKeyOf(request()))
  })

  test('that does not let Galley in has nothing, and says why', async () => {
    expect(await channel.publish(request({ secret: 'wrong' }))).toEqual({
      kind: 'rejected',
      reason: 'It answered 401: Invalid identifier or password',
      isKeyRefused: true,
    })
    server.break(({ path }) => (path.includes('createSession') ? 'silence' : null))
    expect(await channel.publish(request())).toMatchObject({ kind: 'rejected', retryAfterMs: 0 })
    server.break(({ path }) => (path.includes('createSession') ? { status: 502, body: {} } : null))
    expect(await channel.publish(request())).toMatchObject({ kind: 'rejected', retryAfterMs: 0 })
    expect(await channel.lookUp(request())).toMatchObject({ kind: 'unknown' })
    expect(server.posts).toEqual([])
  })

  test('that breaks while it takes the post is "nobody knows"', async () => {
    server.break(({ path }) => (path.includes('putRecord') ? { status: 500, body: {} } : null))
    expect(await channel.publish(request())).toMatchObject({ kind: 'unknown' })
    server.break(({ path }) => (path.includes('getRecord') ? { status: 500, body: {} } : null))
    expect(await channel.lookUp(request())).toMatchObject({ kind: 'unknown' })
  })

  test('is tried out without posting', async () => {
    const testing = { ...request(), channelName: 'Bluesky', testId: 'a' }
    expect(await channel.test(testing)).toEqual({ works: true, words: 'Signed in as @saltmarsh.bsky.social.' })
    expect(await channel.test({ ...testing, secret: 'wrong' })).toMatchObject({ works: false })
    expect(server.posts).toEqual([])
  })
})

picturesSuite({ name: 'Bluesky', uploadPath: 'uploadBlob', channel, images, server: () => server, request })
