/**
 * The HTTP API as one fetch handler. The order is: request id → body size → does the path exist → how often does this
 * address ask → who is it and from
 * where → how often → was it answered already → the noun's own file.
 */
import { randomUUID } from 'node:crypto'
import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { AppError } from '#domain/contract/errors.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Principal } from '#domain/services/access.ts'
import { createHeldBack } from '#domain/services/account-activity.ts'
import { activityRoutes } from './activity.ts'
import { channelRoutes } from './channels.ts'
import { collabTicketRoutes } from './collab-ticket.ts'
import { commandRoutes } from './commands.ts'
import { commentRoutes } from './comments.ts'
import { contentRoutes } from './content.ts'
import type { Api, ApiEnv, ApiOptions } from './context.ts'
import { docsRoutes } from './docs.ts'
import { engagementRoutes, incomingRoutes } from './engagement.ts'
import { invalidInput, toErrorResponse } from './error-response.ts'
import { eventRoutes } from './events.ts'
import { fieldRoutes } from './fields.ts'
import { guestRoutes } from './guest.ts'
import { historyRoutes } from './history.ts'
import { imageRoutes } from './images.ts'
import { invitationRoutes } from './invitations.ts'
import { meRoutes } from './me.ts'
import { memberRoutes } from './members.ts'
import { answerOnce } from './middleware/answer-once.ts'
import { authenticate } from './middleware/authenticate.ts'
import { limitAddress } from './middleware/limit-address.ts'
import { limitRate } from './middleware/limit-rate.ts'
import { limitUploads } from './middleware/limit-uploads.ts'
import { notificationPreferenceRoutes } from './notification-preferences.ts'
import { notificationRoutes } from './notifications.ts'
import { postRoutes } from './posts.ts'
import { previewRoutes } from './preview.ts'
import { pushSubscriptionRoutes } from './push-subscriptions.ts'
import { shareLinkRoutes } from './share-links.ts'
import { sharingRoutes } from './sharing.ts'
import { tokenRoutes } from './tokens.ts'
import { versionRoutes } from './versions.ts'
import { workspaceRoutes } from './workspaces.ts'

const API_PATH = '/api/v1'
/** Readable by anybody: they say nothing about this server's people. */
const OPEN_PATHS: ReadonlySet<string> = new Set([`${API_PATH}/openapi.json`, `${API_PATH}/docs`])
/** Messages of other servers say by their signature who they are from. */
const SIGNED_PATHS = `${API_PATH}/webhooks/in/`

export function createApi(options: ApiOptions): Api {
  const { logger } = options
  const api: Api = new OpenAPIHono<ApiEnv>({
    defaultHook: result => {
      // An id that is not one leads nowhere, like an id that is nobody's.
      if (!result.success) throw result.target === 'param' ? new AppError('not_found') : invalidInput(result.error)
    },
  }).basePath(API_PATH)

  const heldBack = createHeldBack(options)
  api.onError((error, c) => {
    // Nobody is known yet where the address alone asks too often.
    const known: Principal | undefined = c.get('principal')
    if (known && error instanceof AppError && error.code === 'rate_limited') heldBack(known.userId)
    return toErrorResponse(error, { requestId: c.get('requestId'), logger }, retryAfterOf(error))
  })
  api.notFound(c => toErrorResponse(new AppError('not_found'), { requestId: c.get('requestId'), logger }))

  api.use('*', async (c, next) => {
    const requestId = randomUUID()
    c.set('requestId', requestId)
    await next()
    c.res.headers.set('x-request-id', requestId)
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
  })
  const limitBody = bodyLimit({ maxSize: LIMITS.bodyBytes, onError: () => refuse() })
  const limitImage = bodyLimit({
    maxSize: LIMITS.imageBytes,
    onError: () => refuse('Larger than 10 MB. Make it smaller.'),
  })
  api.use('*', (c, next) => (isUpload(c.req.path) ? limitImage : limitBody)(c, next))
  api.use('*', async (c, next) => {
    const methods = methodsAt(c.req.path)
    if (methods.size === 0) throw new AppError('not_found')
    if (!methods.has(c.req.method)) {
      throw new AppError('method_not_allowed', { details: { allow: [...methods] } })
    }
    await next()
  })

  api.use('*', limitAddress(options.addressRate))
  // Guests have no session: their own file asks for their pass.
  guestRoutes(api, options)

  const guards = [authenticate(options), limitRate(options.requestRate), limitUploads(isUpload), answerOnce(options)]
  for (const guard of guards) {
    api.use('*', (c, next) =>
      OPEN_PATHS.has(c.req.path) || c.req.path.startsWith(SIGNED_PATHS) ? next() : guard(c, next),
    )
  }

  meRoutes(api, options)
  postRoutes(api, options)
  commandRoutes(api, options)
  commentRoutes(api, options)
  contentRoutes(api, options)
  fieldRoutes(api, options)
  versionRoutes(api, options)
  historyRoutes(api, options)
  previewRoutes(api, options)
  sharingRoutes(api, options)
  imageRoutes(api, options)
  shareLinkRoutes(api, options)
  channelRoutes(api, options)
  workspaceRoutes(api, options)
  memberRoutes(api, options)
  activityRoutes(api, options)
  invitationRoutes(api, options)
  notificationRoutes(api, options)
  notificationPreferenceRoutes(api, options)
  pushSubscriptionRoutes(api, options)
  collabTicketRoutes(api, options)
  engagementRoutes(api, options)
  incomingRoutes(api, options)
  eventRoutes(api, options)
  tokenRoutes(api, options)
  docsRoutes(api)

  const known = api.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => ({ method, pattern: new RegExp(`^${path.replace(/:[^/]+/g, '[^/]+')}$`) }))

  function methodsAt(path: string): ReadonlySet<string> {
    const methods = new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))
    if (methods.has('GET')) methods.add('HEAD')
    return methods
  }

  return api
}

function isUpload(path: string): boolean {
  return path === `${API_PATH}/images`
}

function refuse(message?: string): never {
  throw new AppError('too_large', message === undefined ? {} : { message })
}

function retryAfterOf(error: Error): Record<string, string> {
  if (!(error instanceof AppError)) return {}
  const { details } = error
  if (typeof details !== 'object' || details === null) return {}
  if ('retryAfterSeconds' in details) return { 'retry-after': String(details.retryAfterSeconds) }
  return 'allow' in details && Array.isArray(details.allow) ? { allow: details.allow.join(', ') } : {}
}
