import { Webhook } from 'standardwebhooks'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PostId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { writeReaderComment } from '#domain/services/reader-comments.ts'
import { addPublished } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, jsonInit, ORIGIN } from '#tests/support/web.ts'
import { addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database)
const team = await addTeam(database)
const { people, workspaceId } = team
const bearer = {} as Record<keyof typeof people, Record<string, string>>

let postId: PostId
let channelId: string

beforeAll(async () => {
  for (const [role, principal] of Object.entries(people)) {
    bearer[role as keyof typeof people] = await web.bearerOf(principal)
  }
})

beforeEach(async () => {
  const { userId } = people.editor
  const published = await addPublished(db, { workspaceId, userId, title: 'A buoy', markdown: 'It speaks.' })
  postId = published.postId
  const channel = await db.channel.create({ data: { workspaceId, kind: 'demo', name: `Elsewhere ${postId}` } })
  channelId = channel.id
  await db.delivery.create({
    data: {
      postId,
      channelId,
      versionId: published.versionId,
      state: 'published',
      idempotencyKey: crypto.randomUUID(),
    },
  })
})

const json = async (response: Response) => (await response.json()) as Record<string, unknown>
const get = async (path: string, as: keyof typeof people) => web.fetch(path, { headers: bearer[as] })

async function written(body: string): Promise<string> {
  const site = await db.channel.findFirstOrThrow({ where: { workspaceId, kind: 'site' } })
  await writeReaderComment(db, { postId, workspaceId, channelId: site.id }, { name: 'Ada', body })
  return (await db.readerComment.findFirstOrThrow({ where: { postId, body } })).id
}

describe('[EG6] comments of readers', () => {
  test('are listed for who may publish, by post and workspace, newest first in pages', async () => {
    const ids = [await written('One.'), await written('Two.'), await written('Three.')]
    for (const path of [
      `/api/v1/posts/${postId}/reader-comments`,
      `/api/v1/workspaces/${workspaceId}/reader-comments`,
    ]) {
      const first = await json(await get(`${path}?limit=2&state=waiting`, 'publisher'))
      expect(first.items).toMatchObject([
        {
          id: ids[2],
          name: 'Ada',
          body: 'Three.',
          state: 'waiting',
          decidedBy: null,
          post: { id: postId, title: 'A buoy' },
        },
        { id: ids[1] },
      ])
      const next = await json(await get(`${path}?limit=2&state=waiting&cursor=${first.nextCursor}`, 'publisher'))
      expect((next.items as unknown[])[0]).toMatchObject({ id: ids[0] })
      expect((await get(path, 'editor')).status).toBe(403)
      expect((await get(path, 'stranger')).status).toBe(404)
    }
  })

  test('are decided about by who may publish, and by nobody else', async () => {
    const id = await written('Good.')
    const decide = (state: string, as: keyof typeof people) =>
      web.fetch(`/api/v1/reader-comments/${id}`, jsonInit('PATCH', { state }, bearer[as]))
    for (const role of ['viewer', 'commenter', 'editor'] as const)
      expect((await decide('shown', role)).status).toBe(403)
    expect((await decide('shown', 'stranger')).status).toBe(404)
    expect((await decide('gone', 'publisher')).status).toBe(400)
    expect((await db.readerComment.findUniqueOrThrow({ where: { id } })).state).toBe('waiting')
    expect(await json(await decide('shown', 'publisher'))).toMatchObject({
      state: 'shown',
      decidedBy: { id: people.publisher.userId },
    })
    expect(await json(await decide('waiting', 'owner'))).toMatchObject({ state: 'waiting' })
  })
})

describe('what other servers count', () => {
  type Made = { readonly id: string; readonly url: string; readonly secret: string }
  const make = async () =>
    (await json(await web.fetch('/api/v1/webhooks', jsonInit('POST', { channelId }, bearer.admin)))) as Made
  const messageOf = (totals: Record<string, number>, at = new Date()) =>
    JSON.stringify({ type: 'engagement.counted', timestamp: at.toISOString(), data: { postId, totals } })

  type Sent = { body: string; secret?: string; id?: string; at?: Date; headers?: Record<string, string> }
  function send(
    webhook: Made,
    { body, secret = webhook.secret, id = crypto.randomUUID(), at = new Date(), headers }: Sent,
  ) {
    return web.fetch(new URL(webhook.url).pathname, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(id, at, body),
        ...headers,
      },
    })
  }
  const sums = () => db.postEngagement.findUnique({ where: { postId } })

  test('[EG30] is taken from a signed message without a session, by channel and day, and shown', async () => {
    const webhook = await make()
    expect(webhook.url).toBe(`${ORIGIN}/api/v1/webhooks/in/${webhook.id}`)
    const taken = await send(webhook, { body: messageOf({ views: 1200, reactions: 40 }) })
    expect([taken.status, await json(taken)]).toEqual([202, { counted: true }])
    await send(webhook, { body: messageOf({ reactions: 38, comments: 3 }, new Date(Date.now() + 1)) })
    const shown = await json(await get(`/api/v1/posts/${postId}/engagement`, 'viewer'))
    expect(shown).toMatchObject({
      totals: { views: 1200, reactions: 38, comments: 3 },
      channels: [{ channelId, views: 1200, reactions: 38, comments: 3 }],
      days: [{ channelId, views: 1200, reactions: 38, comments: 3, day: new Date().toISOString().slice(0, 10) }],
      milestones: [{ threshold: 10 }],
    })
    expect((await get(`/api/v1/posts/${postId}/engagement`, 'stranger')).status).toBe(404)
  })

  test('[EG50] a new secret ends the old one at once, and only who manages gets one', async () => {
    const webhook = await make()
    const path = `/api/v1/webhooks/${webhook.id}/secret`
    for (const [role, status] of [
      ['publisher', 403],
      ['stranger', 404],
    ] as const) {
      expect((await web.fetch(path, jsonInit('POST', {}, bearer[role]))).status).toBe(status)
    }
    const { secret } = await json(await web.fetch(path, jsonInit('POST', {}, bearer.admin)))
    expect((await send(webhook, { body: messageOf({ views: 1 }) })).status).toBe(401)
    expect((await send({ ...webhook, secret: String(secret) }, { body: messageOf({ views: 1 }) })).status).toBe(202)
    const list = await (await get(`/api/v1/webhooks?workspace=${workspaceId}`, 'admin')).text()
    expect(list).not.toContain(String(secret).slice(6))
    expect(list).toContain('"lastAt":"')
  })

  test('[EG31] A28: a wrong, old, future, foreign or missing signature, and a replay, are 401 and change nothing', async () => {
    const webhook = await make()
    const other = await make()
    const body = messageOf({ reactions: 5 })
    const minutes = (count: number) => new Date(Date.now() + count * 60_000)
    const refused: [string, Response][] = [
      ['another secret', await send(webhook, { body, secret: other.secret })],
      ['another webhook', await send({ ...webhook, url: other.url }, { body })],
      [
        'nobody’s webhook',
        await send({ ...webhook, url: webhook.url.replace(webhook.id, crypto.randomUUID()) }, { body }),
      ],
      ['old', await send(webhook, { body, at: minutes(-6) })],
      ['from the future', await send(webhook, { body, at: minutes(6) })],
      [
        'another body',
        await send(webhook, {
          body: `${body} `,
          headers: { 'webhook-signature': new Webhook(webhook.secret).sign('x', new Date(), body), 'webhook-id': 'x' },
        }),
      ],
      ['another id', await send(webhook, { body, id: 'a', headers: { 'webhook-id': 'b' } })],
      [
        'another time',
        await send(webhook, { body, headers: { 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 60) } }),
      ],
      ['no signature', await send(webhook, { body, headers: { 'webhook-signature': '' } })],
      ['another version', await send(webhook, { body, headers: { 'webhook-signature': `v2,${'A'.repeat(43)}=` } })],
      ['no number', await send(webhook, { body, headers: { 'webhook-timestamp': 'now' } })],
      ['no id', await send(webhook, { body, headers: { 'webhook-id': '' } })],
    ]
    for (const [what, response] of refused) {
      expect([what, response.status]).toEqual([what, 401])
      expect((await json(response)).error).toMatchObject({ code: 'unauthenticated' })
    }
    expect(await sums()).toBeNull()
    expect((await send(webhook, { body, id: 'once' })).status).toBe(202)
    expect((await send(webhook, { body, id: 'once' })).status).toBe(401)
    expect((await send(webhook, { body: messageOf({ reactions: 50 }), id: 'once' })).status).toBe(401)
    expect(await sums()).toMatchObject({ reactions: 5 })
    const rotated = `v1,${'A'.repeat(43)}= ${new Webhook(webhook.secret).sign('two', new Date(), body)}`
    const both = await send(webhook, { body, id: 'two', headers: { 'webhook-signature': rotated } })
    expect(both.status).toBe(202)
  })

  test('[EG31] of many copies of one message at once, one is taken', async () => {
    const webhook = await make()
    const copies = await Promise.all(
      Array.from({ length: 8 }, () => send(webhook, { body: messageOf({ comments: 7 }), id: 'same' })),
    )
    expect(copies.map(({ status }) => status).sort()).toEqual([202, ...Array(7).fill(401)])
    expect(await sums()).toMatchObject({ comments: 7 })
  })

  test('[EG32] an older count changes nothing; what is none, or of a post the channel does not have, is refused', async () => {
    const webhook = await make()
    await send(webhook, { body: messageOf({ reactions: 9 }, new Date(Date.now() - 1_000)) })
    const late = await send(webhook, { body: messageOf({ reactions: 4 }, new Date(Date.now() - 60_000)) })
    expect([late.status, await json(late)]).toEqual([202, { counted: false }])
    const statusOf = async (body: string) => (await send(webhook, { body })).status
    expect(await statusOf('{')).toBe(400)
    expect(await statusOf(messageOf({}))).toBe(400)
    expect(await statusOf(messageOf({ reactions: -1 }))).toBe(400)
    expect(await statusOf(messageOf({ reactions: 1.5 }))).toBe(400)
    expect(await statusOf(messageOf({ reactions: LIMITS.engagementTotal + 1 }))).toBe(400)
    expect(await statusOf(messageOf({ likes: 3 }))).toBe(400)
    expect(await statusOf(messageOf({ reactions: 10 }, new Date(Date.now() + 3_600_000)))).toBe(400)
    expect(await statusOf(messageOf({ reactions: 10 }).replace(postId, crypto.randomUUID()))).toBe(404)
    expect(await statusOf(`"${'x'.repeat(LIMITS.incomingBytes)}"`)).toBe(413)
    expect(await sums()).toMatchObject({ reactions: 9 })
  })

  test('[EG33] only who manages makes and ends them; the secret is shown once, and ends with it', async () => {
    const webhook = await make()
    expect((await web.fetch('/api/v1/webhooks', jsonInit('POST', { channelId }, bearer.publisher))).status).toBe(403)
    const path = `/api/v1/webhooks?workspace=${workspaceId}`
    expect((await get(path, 'publisher')).status).toBe(403)
    const list = await (await get(path, 'admin')).text()
    expect(list).toContain(webhook.id)
    expect(list).not.toContain('whsec_')
    const row = await db.incomingWebhook.findUniqueOrThrow({ where: { id: webhook.id } })
    expect(Buffer.from(row.secret).toString('latin1')).not.toContain(webhook.secret.slice(6, 20))
    for (let count = 1; count < LIMITS.incomingWebhooksPerChannel; count++) await make()
    expect((await web.fetch('/api/v1/webhooks', jsonInit('POST', { channelId }, bearer.admin))).status).toBe(409)
    const end = () => web.fetch(`/api/v1/webhooks/${webhook.id}`, { method: 'DELETE', headers: bearer.admin })
    expect((await end()).status).toBe(204)
    expect((await end()).status).toBe(404)
    expect((await send(webhook, { body: messageOf({ reactions: 5 }) })).status).toBe(401)
  })
})
