/** Channels: where a workspace's posts can go. Those who manage the workspace add, change, try out and remove them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createRoute, z } from '@hono/zod-openapi'
import { AppError } from '#domain/contract/errors.ts'
import { ChannelId, WorkspaceId } from '#domain/contract/ids.ts'
import { ChangeChannel, CreateChannel } from '#domain/contract/inputs/channels.ts'
import {
  ChannelTestView,
  ChannelView,
  countScheduled,
  findTestAnswer,
  getChannel,
  listChannels,
} from '#domain/queries/channels.ts'
import { AttemptView, listAttempts } from '#domain/queries/delivery-log.ts'
import { getPost, PostView } from '#domain/queries/posts.ts'
import { requireChannel, requirePost, requireWorkspace } from '#domain/services/access.ts'
import { askForTest, changeChannel, createChannel, removeChannel, renewSecret } from '#domain/services/channels.ts'
import { askForLookUp } from '#domain/services/deliveries.ts'
import { ATTEMPTS_KEPT } from '#domain/services/delivery-log.ts'
import type { Db } from '#prisma/client.ts'
import type { Api, ApiOptions } from './context.ts'
import { json, jsonBody, noContent, PostParams, pageOf, problems, writeProblems } from './route-parts.ts'

const ChannelParams = z.object({ id: ChannelId })

const listRoute = createRoute({
  method: 'get',
  path: '/channels',
  tags: ['Channels'],
  summary: 'Channels of a workspace, the built-in site first',
  request: { query: z.object({ workspace: WorkspaceId }) },
  responses: { 200: { description: 'All of them', content: json(pageOf(ChannelView)) }, ...problems },
})

const getRoute = createRoute({
  method: 'get',
  path: '/channels/{id}',
  tags: ['Channels'],
  summary: 'One channel, and how many scheduled posts go there',
  request: { params: ChannelParams },
  responses: {
    200: { description: 'The channel', content: json(ChannelView.extend({ scheduled: z.number().int() })) },
    ...problems,
  },
})

const createChannelRoute = createRoute({
  method: 'post',
  path: '/channels',
  tags: ['Channels'],
  summary: 'Add a channel',
  description:
    'A webhook gets `POST {"type":"post.published","timestamp","data":{id, workspaceId, title, slug, url, contentHash, content, html, markdown, images: [{url, alt, width, height}]}}`, signed as Standard Webhooks asks for: headers `webhook-id` (the same for the same post, however often it is sent), `webhook-timestamp`, `webhook-signature`. Answer 2xx when you have it, with the address of the post in `Location` or `{"url"}` where there is one; 429, or 503 with `Retry-After`, to be asked again; any other 4xx to refuse. Its secret is in this answer and never shown again.',
  request: jsonBody(CreateChannel),
  responses: {
    201: {
      description: 'The channel; `secret` is shown this once',
      content: json(ChannelView.extend({ secret: z.string().nullable() })),
    },
    ...writeProblems,
  },
})

const patchRoute = createRoute({
  method: 'patch',
  path: '/channels/{id}',
  tags: ['Channels'],
  summary: 'Rename, switch on or off, change settings',
  request: { params: ChannelParams, ...jsonBody(ChangeChannel) },
  responses: { 200: { description: 'The channel', content: json(ChannelView) }, ...writeProblems },
})

const deleteRoute = createRoute({
  method: 'delete',
  path: '/channels/{id}',
  tags: ['Channels'],
  summary: 'Remove a channel; what went out stays listed, what waits for it fails',
  request: { params: ChannelParams },
  responses: { ...noContent, ...writeProblems },
})

const secretRoute = createRoute({
  method: 'post',
  path: '/channels/{id}/secret',
  tags: ['Channels'],
  summary: 'Make a new secret; the old one signs nothing any more',
  request: { params: ChannelParams },
  responses: {
    200: { description: 'The secret, shown this once', content: json(z.object({ secret: z.string() })) },
    ...writeProblems,
  },
})

const testRoute = createRoute({
  method: 'post',
  path: '/channels/{id}/test',
  tags: ['Channels'],
  summary: 'Try a channel out; nothing is published',
  description: 'A webhook gets a signed `{"type":"galley.test"}`. The answer comes when the channel answers.',
  request: { params: ChannelParams },
  responses: { 200: { description: 'Whether it works, in words', content: json(ChannelTestView) }, ...writeProblems },
})

const logRoute = createRoute({
  method: 'get',
  path: '/channels/{id}/log',
  tags: ['Channels'],
  summary: 'What the newest attempts to send there came to, newest first',
  description: `The last ${ATTEMPTS_KEPT}. What certainly was not taken is sent again by the post's command \`retry\`, with the same id; of what nobody knows a person says first, by \`confirm\`, whether it is there.`,
  request: { params: ChannelParams },
  responses: { 200: { description: 'All that are kept', content: json(pageOf(AttemptView)) }, ...problems },
})

const lookUpRoute = createRoute({
  method: 'post',
  path: '/posts/{id}/look-up',
  tags: ['Posts'],
  summary: 'Ask a channel what became of an unconfirmed delivery',
  description: 'The answer of the channel shows in the post when it is there. Not every channel can be asked.',
  request: { params: PostParams, ...jsonBody(z.strictObject({ channelId: ChannelId })) },
  responses: { 202: { description: 'The post as it is now', content: json(PostView) }, ...writeProblems },
})

export function channelRoutes(api: Api, { db, config }: ApiOptions): void {
  api.openapi(listRoute, async c => {
    const workspace = await requireWorkspace(db, c.get('principal'), c.req.valid('query').workspace, 'read')
    return c.json({ items: await listChannels(db, workspace), nextCursor: null }, 200)
  })

  api.openapi(getRoute, async c => {
    const channel = await requireChannel(db, c.get('principal'), c.req.valid('param').id, 'manage')
    return c.json({ ...(await getChannel(db, channel)), scheduled: await countScheduled(db, channel) }, 200)
  })

  api.openapi(createChannelRoute, async c => {
    const input = c.req.valid('json')
    const workspace = await requireWorkspace(db, c.get('principal'), input.workspaceId, 'manage')
    const { channelId, secret } = await createChannel(db, workspace, input, config.authSecret)
    const view = await getChannel(db, await requireChannel(db, c.get('principal'), channelId, 'manage'))
    return c.json({ ...view, secret }, 201, { location: `/api/v1/channels/${channelId}` })
  })

  api.openapi(patchRoute, async c => {
    const channel = await requireChannel(db, c.get('principal'), c.req.valid('param').id, 'manage')
    await changeChannel(db, channel, c.req.valid('json'), config.authSecret)
    return c.json(await getChannel(db, channel), 200)
  })

  api.openapi(deleteRoute, async c => {
    await removeChannel(db, await requireChannel(db, c.get('principal'), c.req.valid('param').id, 'manage'))
    return c.body(null, 204)
  })

  api.openapi(secretRoute, async c => {
    const channel = await requireChannel(db, c.get('principal'), c.req.valid('param').id, 'manage')
    return c.json({ secret: await renewSecret(db, channel, config.authSecret) }, 200)
  })

  api.openapi(testRoute, async c => {
    const channel = await requireChannel(db, c.get('principal'), c.req.valid('param').id, 'manage')
    return c.json(await answerOfTest(db, await askForTest(db, channel)), 200)
  })

  api.openapi(logRoute, async c => {
    const channel = await requireChannel(db, c.get('principal'), c.req.valid('param').id, 'manage')
    return c.json({ items: await listAttempts(db, channel), nextCursor: null }, 200)
  })

  api.openapi(lookUpRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'publish')
    await askForLookUp(db, post, c.req.valid('json').channelId)
    return c.json(await getPost(db, await requirePost(db, c.get('principal'), post.postId, 'read')), 202)
  })
}

const POLL_MS = 100
/** The worker takes a test at once, or does not run. */
const BEGIN_MS = 5_000
const ANSWER_MS = 35_000

/** @throws {AppError} restarting when the process that publishes does not take it, or does not come back */
async function answerOfTest(db: Db, testId: string): Promise<ChannelTestView> {
  for (let waitedMs = 0; waitedMs < ANSWER_MS; waitedMs += POLL_MS) {
    const test = await findTestAnswer(db, testId)
    if (test?.answer) return test.answer
    if (!test?.begun && waitedMs >= BEGIN_MS) break
    await sleep(POLL_MS)
  }
  throw new AppError('restarting', { message: 'The process that publishes does not answer. Try again in a moment.' })
}
