import { Webhook } from 'standardwebhooks'
import { afterAll, describe, expect, test } from 'vitest'
import { createAddressGuard } from '#collab/outgoing/address-guard.ts'
import { createSender } from '#collab/outgoing/sender.ts'
import type { ImageId } from '#domain/contract/images.ts'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'
import { openReceiver } from '#tests/support/receiver.ts'
import { requestFor, SECRET } from './channel.suite.ts'
import { toOutcome } from './http-answer.ts'
import { createWebhookChannel } from './webhook.ts'

const receiver = await openReceiver()
afterAll(() => receiver.close())
const channel = createWebhookChannel({
  send: createSender(createAddressGuard(['127.0.0.0/8'])),
  publicUrl: 'https://galley.example',
})
const request = requestFor({ settings: { url: `${receiver.url}/hook?key=1` }, secret: SECRET })

describe('[OB31] what a webhook gets', () => {
  test('the post, in a message whose signature a Standard Webhooks library takes, with the idempotency key as its id', async () => {
    await channel.publish(request)
    const [one] = receiver.taken
    expect(one).toMatchObject({ method: 'POST', path: '/hook?key=1' })
    const headers = one?.headers as Record<string, string>
    expect(headers['webhook-id']).toBe(request.idempotencyKey)
    expect(headers['content-type']).toBe('application/json')
    expect(new Webhook(SECRET).verify(one?.body ?? '', headers)).toEqual({
      type: 'post.published',
      timestamp: '2026-04-01T07:00:00.000Z',
      data: {
        id: request.postId,
        workspaceId: request.workspaceId,
        title: 'A buoy',
        slug: 'a-buoy',
        url: 'https://galley.example/p/saltmarsh/a-buoy',
        contentHash: 'c0ffee',
        content: request.content,
        html: '<p>It speaks.</p>\n',
        markdown: 'It speaks.\n',
        images: [],
      },
    })
    const other = `whsec_${Buffer.from('another secret of thirty-two bytes').toString('base64')}`
    expect(() => new Webhook(other).verify(one?.body ?? '', headers)).toThrow()
    expect(() => new Webhook(SECRET).verify(`${one?.body} `, headers)).toThrow()
  })

  test('the same body and id with every attempt', async () => {
    await channel.publish(request)
    const [first, second] = receiver.taken.slice(-2)
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  })

  test('[IM9] pictures with whole addresses, in every form of the text', async () => {
    const id = `${'k3'.repeat(13)}-960x640` as ImageId
    const content = jsonFromMarkdown('A buoy', `![Red](/images/${id}/960.webp)`)
    await channel.publish({ ...request, content, images: [{ id, alt: 'Red' }] })
    const { data } = JSON.parse(receiver.taken.at(-1)?.body ?? '')
    expect(data.html).toContain(`src="https://galley.example/images/${id}/960.webp"`)
    expect(data.markdown).toBe(`![Red](https://galley.example/images/${id}/960.webp)\n`)
    expect(data.images).toEqual([
      { url: `https://galley.example/images/${id}/share.jpg`, alt: 'Red', width: 960, height: 640 },
    ])
  })

  test('a test is signed too, is no post, and its id is its own', async () => {
    const testing = { ...request, channelName: 'Newsletter', testId: 'a', signal: new AbortController().signal }
    expect(await channel.test(testing)).toEqual({ works: true, words: 'It answered 200.' })
    const one = receiver.taken.at(-1)
    expect(one?.headers['webhook-id']).toBe('test_a')
    expect(new Webhook(SECRET).verify(one?.body ?? '', one?.headers as Record<string, string>)).toMatchObject({
      type: 'galley.test',
    })
    receiver.answerWith(response => response.writeHead(401).end('{"message":"No such\\u0000 signature"}'))
    expect(await channel.test(testing)).toEqual({ works: false, words: 'It answered 401: No such signature' })
  })
})

describe('[OB32] what it answers', () => {
  const NOW = Date.parse('2026-04-01T07:00:00Z')
  const answer = (status: number, headers: Record<string, string> = {}, body = '') =>
    toOutcome({ kind: 'answered', url: 'https://example.org/hook', status, headers, body }, NOW)

  test.each([200, 201, 202, 204])('%i is out', status => {
    expect(answer(status)).toEqual({ kind: 'published', url: null })
  })

  test('where it is now is a web address, in the header or the body', () => {
    expect(answer(201, { location: '/posts/7' })).toEqual({ kind: 'published', url: 'https://example.org/posts/7' })
    expect(answer(200, {}, '{"url":"https://blog.example/a"}')).toEqual({
      kind: 'published',
      url: 'https://blog.example/a',
    })
    for (const url of [
      'javascript:alert(1)',
      'data:text/html,x',
      'https://[',
      `https://a.example/${'x'.repeat(2000)}`,
    ]) {
      expect(answer(200, {}, JSON.stringify({ url })), url).toEqual({ kind: 'published', url: null })
    }
    expect(answer(200, {}, '{"url":7}')).toEqual({ kind: 'published', url: null })
    expect(answer(200, {}, '{')).toEqual({ kind: 'published', url: null })
  })

  test.each([400, 404, 410, 413, 418, 422])('%i is not done, and stays so', status => {
    expect(answer(status)).toEqual({ kind: 'rejected', reason: `It answered ${status}.` })
  })

  test.each([401, 403])('%i is not done, and about the secret', status => {
    expect(answer(status)).toEqual({ kind: 'rejected', reason: `It answered ${status}.`, isKeyRefused: true })
  })

  test('its own words are told, without what could not be shown', () => {
    expect(answer(422, {}, '{"error":{"message":"Too\\nlong\\u202e"}}')).toMatchObject({
      reason: 'It answered 422: Too long',
    })
    expect(answer(422, {}, `{"error":"${'x'.repeat(10_000)}"}`).kind === 'rejected').toBe(true)
    expect(JSON.stringify(answer(422, {}, `{"error":"${'x'.repeat(10_000)}"}`)).length).toBeLessThan(250)
    expect(answer(400, {}, '<script>')).toEqual({ kind: 'rejected', reason: 'It answered 400.' })
  })

  test('429, 425, and 503 that says when, are "not now"', () => {
    expect(answer(429)).toEqual({ kind: 'rejected', reason: 'It answered 429.', retryAfterMs: 10_000 })
    expect(answer(425)).toMatchObject({ kind: 'rejected', retryAfterMs: 10_000 })
    expect(answer(429, { 'retry-after': '120' })).toMatchObject({ retryAfterMs: 120_000 })
    expect(answer(503, { 'retry-after': 'Wed, 01 Apr 2026 07:00:30 GMT' })).toMatchObject({ retryAfterMs: 30_000 })
    expect(answer(503, { 'retry-after': 'Wed, 01 Apr 2020 07:00:30 GMT' })).toMatchObject({ retryAfterMs: 0 })
  })

  test.each([302, 303, 304, 408, 500, 502, 503, 504, 520])('%i says nothing about whether it was done', status => {
    expect(answer(status)).toMatchObject({ kind: 'unknown' })
  })

  test('nothing sent is not done; silence is "nobody knows"', () => {
    expect(toOutcome({ kind: 'not_sent', reason: 'No such server.', later: false }, NOW)).toEqual({
      kind: 'rejected',
      reason: 'No such server.',
    })
    expect(toOutcome({ kind: 'not_sent', reason: 'Nobody is there.', later: true }, NOW)).toMatchObject({
      kind: 'rejected',
      retryAfterMs: 10_000,
    })
    expect(toOutcome({ kind: 'unknown', reason: 'It broke off.' }, NOW)).toEqual({
      kind: 'unknown',
      reason: 'It broke off.',
    })
  })

  test('a webhook cannot be asked', async () => {
    expect(await channel.lookUp(request)).toMatchObject({ kind: 'unknown' })
  })
})
