/** Your notices and their read marks. */
import { createRoute, z } from '@hono/zod-openapi'
import { PageQuery } from '#domain/contract/inputs/lists.ts'
import { MarkRead } from '#domain/contract/inputs/notifications.ts'
import { listNotifications, NotificationView } from '#domain/queries/notifications.ts'
import { markRead } from '#domain/services/notifications.ts'
import type { Api, ApiOptions } from './context.ts'
import { json, jsonBody, pageOf, placeOf, problems } from './route-parts.ts'

const unread = z.number().int()

const listRoute = createRoute({
  method: 'get',
  path: '/notifications',
  tags: ['Notifications'],
  summary: 'Your notices, newest first, with the number of unread ones',
  request: { query: PageQuery },
  responses: {
    200: { description: 'A page of them', content: json(pageOf(NotificationView).extend({ unread })) },
    ...problems,
  },
})

const readRoute = createRoute({
  method: 'post',
  path: '/notifications/read',
  tags: ['Notifications'],
  summary: 'Mark as read: these, or all up to and with one',
  request: jsonBody(MarkRead),
  responses: { 200: { description: 'How many are still unread', content: json(z.object({ unread })) }, ...problems },
})

export function notificationRoutes(api: Api, { db }: ApiOptions): void {
  api.openapi(listRoute, async c => {
    const { limit, cursor } = c.req.valid('query')
    return c.json(await listNotifications(db, c.get('principal').userId, { limit, after: placeOf(cursor) }), 200)
  })

  api.openapi(readRoute, async c =>
    c.json({ unread: await markRead(db, c.get('principal').userId, c.req.valid('json')) }, 200),
  )
}
