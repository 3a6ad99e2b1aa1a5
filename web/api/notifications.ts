/** Your inbox and its marks. */
import { createRoute, z } from '@hono/zod-openapi'
import { MarkNotifications, MarkRead, NotificationQuery } from '#domain/contract/inputs/notifications.ts'
import { listNotifications, NotificationView } from '#domain/queries/notifications.ts'
import { applyMarks, markRead } from '#domain/services/notification-marks.ts'
import type { Api, ApiOptions } from './context.ts'
import { json, jsonBody, pageOf, placeOf, problems } from './route-parts.ts'

const unread = z.number().int()

const listRoute = createRoute({
  method: 'get',
  path: '/notifications',
  tags: ['Notifications'],
  summary: 'Your notices, newest first, with the number of unread ones',
  description:
    'One row a thread or post. `show`, `kinds` and `q` choose; archived rows come only with `show=archived`.',
  request: { query: NotificationQuery },
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

const marksRoute = createRoute({
  method: 'post',
  path: '/notifications/marks',
  tags: ['Notifications'],
  summary: 'Mark rows as read, unread or archived, as they were shown',
  description: [
    'With `at` and `rev` of the row as it was shown, so that marks may come late: `read: true` and `archived: true` are for',
    'what had come by then; `false` counts only while nothing happened to the row since. The answer has the rows that are',
    'different by it.',
  ].join(' '),
  request: jsonBody(MarkNotifications),
  responses: {
    200: {
      description: 'How many are unread, and the rows that changed',
      content: json(z.object({ unread, items: z.array(z.object({ id: z.string(), rev: z.number().int() })) })),
    },
    ...problems,
  },
})

export function notificationRoutes(api: Api, { db }: ApiOptions): void {
  api.openapi(listRoute, async c => {
    const { cursor, ...chosen } = c.req.valid('query')
    return c.json(await listNotifications(db, c.get('principal').userId, { ...chosen, after: placeOf(cursor) }), 200)
  })

  api.openapi(readRoute, async c =>
    c.json({ unread: await markRead(db, c.get('principal').userId, c.req.valid('json')) }, 200),
  )

  api.openapi(marksRoute, async c => {
    const { unread, items } = await applyMarks(db, c.get('principal').userId, c.req.valid('json').marks)
    return c.json({ unread, items: [...items] }, 200)
  })
}
