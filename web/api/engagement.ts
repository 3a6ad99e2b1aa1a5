/** What readers do: counted, commented and decided about; and what other servers count. */
import { createRoute, z } from '@hono/zod-openapi'
import { AppError } from '#domain/contract/errors.ts'
import { IncomingWebhookId, ReaderCommentId, WorkspaceId } from '#domain/contract/ids.ts'
import { CreateIncomingWebhook, DecideReaderComment, EngagementCounted } from '#domain/contract/inputs/engagement.ts'
import { PageQuery } from '#domain/contract/inputs/lists.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { EngagementQuery, EngagementView, getEngagement } from '#domain/queries/engagement.ts'
import { getIncomingWebhook, IncomingWebhookView, listIncomingWebhooks } from '#domain/queries/incoming-webhooks.ts'
import {
  getReaderComment,
  listReaderComments,
  ReaderCommentFilter,
  ReaderCommentView,
} from '#domain/queries/reader-comments.ts'
import {
  requireChannel,
  requireIncomingWebhook,
  requirePost,
  requireReaderComment,
  requireWorkspace,
} from '#domain/services/access.ts'
import {
  createIncomingWebhook,
  recordCounted,
  removeIncomingWebhook,
  renewIncomingSecret,
  requireSignedMessage,
} from '#domain/services/incoming-webhooks.ts'
import { decideReaderComment } from '#domain/services/reader-comments.ts'
import { createTokenBuckets } from '#web/token-bucket.ts'
import type { Api, ApiOptions } from './context.ts'
import { invalidInput } from './error-response.ts'
import {
  json,
  jsonBody,
  noContent,
  PostParams,
  pageOf,
  placeOf,
  problems,
  WorkspaceParams,
  writeProblems,
} from './route-parts.ts'

const tags = ['Readers']
const CommentParams = z.object({ id: ReaderCommentId })
const WebhookParams = z.object({ id: IncomingWebhookId })
const listQuery = PageQuery.extend(ReaderCommentFilter.shape)
const aPage = { 200: { description: 'A page, newest first', content: json(pageOf(ReaderCommentView)) }, ...problems }

const engagementRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/engagement',
  tags,
  summary: 'What readers did about a post, by channel and day',
  request: { params: PostParams, query: EngagementQuery },
  responses: { 200: { description: 'Sums and days', content: json(EngagementView) }, ...problems },
})

const ofPostRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/reader-comments',
  tags,
  summary: 'Comments of readers on a post, for who may publish',
  request: { params: PostParams, query: listQuery },
  responses: aPage,
})

const ofWorkspaceRoute = createRoute({
  method: 'get',
  path: '/workspaces/{id}/reader-comments',
  tags,
  summary: 'Comments of readers on all posts of a workspace, for who may publish',
  request: { params: WorkspaceParams, query: listQuery },
  responses: aPage,
})

const decideRoute = createRoute({
  method: 'patch',
  path: '/reader-comments/{id}',
  tags,
  summary: 'Show a comment of a reader, hide it, or call it spam',
  description: 'Each decision can be taken back by another one. Spam is forgotten after 30 days.',
  request: { params: CommentParams, ...jsonBody(DecideReaderComment) },
  responses: { 200: { description: 'The comment after it', content: json(ReaderCommentView) }, ...writeProblems },
})

const webhooksRoute = createRoute({
  method: 'get',
  path: '/webhooks',
  tags,
  summary: 'Where other servers tell what they count for a workspace',
  request: { query: z.object({ workspace: WorkspaceId }) },
  responses: { 200: { description: 'All of them', content: json(pageOf(IncomingWebhookView)) }, ...problems },
})

const createWebhookRoute = createRoute({
  method: 'post',
  path: '/webhooks',
  tags,
  summary: 'Let a channel tell what it counts',
  description: 'The secret is in this answer and never shown again.',
  request: jsonBody(CreateIncomingWebhook),
  responses: {
    201: {
      description: 'The webhook; `secret` is shown this once',
      content: json(IncomingWebhookView.extend({ secret: z.string() })),
    },
    ...writeProblems,
  },
})

const renewWebhookRoute = createRoute({
  method: 'post',
  path: '/webhooks/{id}/secret',
  tags,
  summary: 'Give a webhook a new secret; the old one signs nothing any more',
  request: { params: WebhookParams },
  responses: {
    200: { description: 'The new secret, shown this once', content: json(z.object({ secret: z.string() })) },
    ...writeProblems,
  },
})

const deleteWebhookRoute = createRoute({
  method: 'delete',
  path: '/webhooks/{id}',
  tags,
  summary: 'End a webhook; what it told stays counted',
  request: { params: WebhookParams },
  responses: { ...noContent, ...writeProblems },
})

const incomingRoute = createRoute({
  method: 'post',
  path: '/webhooks/in/{id}',
  tags,
  summary: 'Tell what a channel has counted for a post',
  description:
    'For the server of a channel: `{"type":"engagement.counted","timestamp":"…","data":{"postId","totals":{"views"?,"reactions"?,"comments"?}}}`, signed as Standard Webhooks asks for with the webhook’s secret (`webhook-id`, `webhook-timestamp`, `webhook-signature`). Totals of all time; `timestamp` is when they were counted, and an older count changes nothing. A message is taken once, within five minutes of its time; 401 else. Needs no session.',
  request: { params: WebhookParams },
  responses: {
    202: {
      description: 'Taken; `counted` is false when a newer count is known',
      content: json(z.object({ counted: z.boolean() })),
    },
    ...writeProblems,
  },
})

export function engagementRoutes(api: Api, { db, config }: ApiOptions): void {
  api.openapi(engagementRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    return c.json(await getEngagement(db, post, c.req.valid('query')), 200)
  })

  api.openapi(ofPostRoute, async c => {
    const { cursor, ...chosen } = c.req.valid('query')
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'publish')
    return c.json(await listReaderComments(db, post, { ...chosen, after: placeOf(cursor) }), 200)
  })

  api.openapi(ofWorkspaceRoute, async c => {
    const { cursor, ...chosen } = c.req.valid('query')
    const workspace = await requireWorkspace(db, c.get('principal'), c.req.valid('param').id, 'publish')
    return c.json(await listReaderComments(db, workspace, { ...chosen, after: placeOf(cursor) }), 200)
  })

  api.openapi(decideRoute, async c => {
    const comment = await requireReaderComment(db, c.get('principal'), c.req.valid('param').id, 'publish')
    await decideReaderComment(db, comment, c.req.valid('json').state)
    return c.json(await getReaderComment(db, comment), 200)
  })

  api.openapi(webhooksRoute, async c => {
    const workspace = await requireWorkspace(db, c.get('principal'), c.req.valid('query').workspace, 'manage')
    return c.json({ items: await listIncomingWebhooks(db, workspace, config.publicUrl), nextCursor: null }, 200)
  })

  api.openapi(createWebhookRoute, async c => {
    const { channelId } = c.req.valid('json')
    const channel = await requireChannel(db, c.get('principal'), channelId, 'manage')
    const { webhookId, secret } = await createIncomingWebhook(db, channel, config.authSecret)
    const webhook = await requireIncomingWebhook(db, c.get('principal'), webhookId, 'manage')
    return c.json({ ...(await getIncomingWebhook(db, webhook, config.publicUrl)), secret }, 201)
  })

  api.openapi(renewWebhookRoute, async c => {
    const webhook = await requireIncomingWebhook(db, c.get('principal'), c.req.valid('param').id, 'manage')
    return c.json({ secret: await renewIncomingSecret(db, webhook, config.authSecret) }, 200)
  })

  api.openapi(deleteWebhookRoute, async c => {
    const { id } = c.req.valid('param')
    await removeIncomingWebhook(db, await requireIncomingWebhook(db, c.get('principal'), id, 'manage'))
    return c.body(null, 204)
  })
}

/** Whose message it is its signature says: nobody is asked to sign in (app.ts leaves these paths out). */
export function incomingRoutes(api: Api, { db, config }: ApiOptions): void {
  const perMinute = createTokenBuckets({ perSecond: LIMITS.incomingPerMinute / 60, burst: LIMITS.incomingPerMinute })

  api.openapi(incomingRoute, async c => {
    const { id } = c.req.valid('param')
    const retryAfterSeconds = perMinute.take(`${c.req.header('x-forwarded-for') ?? ''} ${id}`)
    if (retryAfterSeconds > 0) throw new AppError('rate_limited', { details: { retryAfterSeconds } })
    const body = await c.req.text()
    if (Buffer.byteLength(body) > LIMITS.incomingBytes) throw new AppError('too_large')
    const header = (name: string) => c.req.header(name) ?? ''
    const message = {
      id: header('webhook-id'),
      timestamp: header('webhook-timestamp'),
      signature: header('webhook-signature'),
      body,
    }
    const source = await requireSignedMessage(db, id, message, config.authSecret)
    const counted = EngagementCounted.safeParse(parseJson(body))
    if (!counted.success) throw invalidInput(counted.error)
    return c.json({ counted: await recordCounted(db, source, counted.data) }, 202)
  })
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new AppError('bad_json', { cause })
  }
}
