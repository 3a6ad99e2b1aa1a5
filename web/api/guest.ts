/**
 * What a guest of a share link may ask for: a ticket for the socket, and to say something where the link lets them. They
 * show the pass that the link's page came with, in a header: there is no cookie to be misused.
 */
import { createRoute, z } from '@hono/zod-openapi'
import { AppError } from '#domain/contract/errors.ts'
import { ThreadId } from '#domain/contract/ids.ts'
import { GuestComment, GuestThread } from '#domain/contract/inputs/sharing.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { CommentView, getComment, getThread, ThreadView } from '#domain/queries/discussion.ts'
import { addComment, createThread } from '#domain/services/comments.ts'
import { verifyGuestPass } from '#domain/services/guest-pass.ts'
import { type GuestRights, nameGuest, requireGuestComment } from '#domain/services/share-links.ts'
import { issueTicket } from '#domain/services/ticket.ts'
import { mentionedIn } from '#domain/text/mentions.ts'
import { createTokenBuckets } from '#web/token-bucket.ts'
import { CollabTicket, collabUrlFor } from './collab-ticket.ts'
import type { Api, ApiContext, ApiOptions } from './context.ts'
import { json, jsonBody, problems, writeProblems } from './route-parts.ts'

const tags = ['Guests']
const description = 'For the page of a share link: `Authorization: Guest <pass>`.'

const ticketRoute = createRoute({
  method: 'post',
  path: '/guest/ticket',
  tags,
  summary: 'A ticket for the live socket, for the one post of the link',
  description,
  responses: { 200: { description: 'The ticket', content: json(CollabTicket) }, ...problems },
})

const threadRoute = createRoute({
  method: 'post',
  path: '/guest/threads',
  tags,
  summary: 'Begin a thread, under the name the guest types',
  description,
  request: jsonBody(GuestThread),
  responses: { 201: { description: 'The thread', content: json(ThreadView) }, ...writeProblems },
})

const commentRoute = createRoute({
  method: 'post',
  path: '/guest/threads/{threadId}/comments',
  tags,
  summary: 'Answer in a thread, under the name the guest types',
  description,
  request: { params: z.object({ threadId: ThreadId }), ...jsonBody(GuestComment) },
  responses: { 201: { description: 'The comment', content: json(CommentView) }, ...writeProblems },
})

/** Tabs that come back all at once after a restart, over all guests of a link. */
const ASKS = { perSecond: 10, burst: 300 }

export function guestRoutes(api: Api, { db, log, config }: ApiOptions): void {
  const asks = createTokenBuckets(ASKS)
  const words = createTokenBuckets({
    perSecond: LIMITS.guestCommentsPerMinute / 60,
    burst: LIMITS.guestCommentsPerMinute,
  })

  // Before anything of the request is looked at.
  api.use('/guest/*', async (c, next) => {
    const [, pass = ''] = /^Guest ([\w.-]{1,1000})$/.exec(c.req.header('authorization') ?? '') ?? []
    const guest = verifyGuestPass(pass, config.authSecret)
    limit(asks.take(guest.guest.linkId))
    c.set('guest', guest)
    await next()
  })

  /** @throws {AppError} not_found, forbidden; rate_limited; invalid_input for mentions, which call members */
  async function mayComment(c: ApiContext, { name, body }: { name: string; body: string }): Promise<GuestRights> {
    const guest = c.get('guest')
    const post = await requireGuestComment(db, guest)
    limit(words.take(guest.guest.linkId))
    if (mentionedIn(body).size > 0) {
      throw new AppError('invalid_input', { details: [{ path: 'body', message: 'may not mention people' }] })
    }
    await nameGuest(db, guest, name)
    return post
  }

  api.openapi(ticketRoute, async c => {
    const ticket = await issueTicket(c.get('guest'), config.authSecret)
    return c.json({ ticket, url: collabUrlFor(c.req.raw.headers, config), expiresInSeconds: LIMITS.ticketSeconds }, 200)
  })

  api.openapi(threadRoute, async c => {
    const { name, ...thread } = c.req.valid('json')
    const post = await mayComment(c, { name, body: thread.body })
    return c.json(await getThread(db, post.read, await createThread({ db, log }, post.comment, thread)), 201)
  })

  api.openapi(commentRoute, async c => {
    const { name, body } = c.req.valid('json')
    const post = await mayComment(c, { name, body })
    const { threadId } = c.req.valid('param')
    return c.json(await getComment(db, post.read, await addComment(db, post.comment, { threadId, body })), 201)
  })
}

function limit(waitSeconds: number): void {
  if (waitSeconds > 0) throw new AppError('rate_limited', { details: { retryAfterSeconds: waitSeconds } })
}
