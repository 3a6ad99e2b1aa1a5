/** Browsers of yours that are told at once. */
import { createRoute, z } from '@hono/zod-openapi'
import { AppError } from '#domain/contract/errors.ts'
import { AddPushDevice, RemovePushDevice } from '#domain/contract/inputs/preferences.ts'
import { addPushDevice, listPushDevices, removePushDevice } from '#domain/services/push-devices.ts'
import { vapidKeys } from '#domain/services/vapid-keys.ts'
import { type Api, type ApiOptions, requireBrowser } from './context.ts'
import { json, jsonBody, problems } from './route-parts.ts'

const DevicesView = z
  .object({
    /** `applicationServerKey` of this server, base64url. */
    publicKey: z.string(),
    items: z.array(z.object({ endpoint: z.string(), createdAt: z.string() })),
  })
  .meta({ id: 'PushDevices' })

const path = '/push-subscriptions'
const tags = ['Notifications']

const listRoute = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'Your browsers that are told at once, and the key to add one with',
  responses: { 200: { description: 'All of them', content: json(DevicesView) }, ...problems },
})

const addRoute = createRoute({
  method: 'post',
  path,
  tags,
  summary: 'Tell this browser at once',
  description:
    'Takes what `PushSubscription.toJSON()` says. It goes with the session: after a sign-out it hears nothing.',
  request: jsonBody(AddPushDevice),
  responses: { 204: { description: 'It is told from now on' }, ...problems },
})

const removeRoute = createRoute({
  method: 'delete',
  path,
  tags,
  summary: 'Tell this browser nothing any more',
  request: { query: RemovePushDevice },
  responses: { 204: { description: 'It hears nothing any more' }, ...problems },
})

export function pushSubscriptionRoutes(api: Api, { db, config }: ApiOptions): void {
  const { publicKey } = vapidKeys(config.authSecret)

  api.openapi(listRoute, async c => {
    const devices = await listPushDevices(db, c.get('principal').userId)
    return c.json({ publicKey, items: devices }, 200)
  })

  api.openapi(addRoute, async c => {
    requireBrowser(c)
    const { userId, sessionId } = c.get('principal')
    if (sessionId === null) throw new AppError('unauthenticated')
    await addPushDevice(db, { userId, sessionId }, c.req.valid('json'))
    return c.body(null, 204)
  })

  api.openapi(removeRoute, async c => {
    await removePushDevice(db, c.get('principal').userId, c.req.valid('query').endpoint)
    return c.body(null, 204)
  })
}
