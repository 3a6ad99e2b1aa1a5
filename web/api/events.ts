/** GET /events: what happens in one's workspaces, as it happens, over plain HTTP. */
import { createRoute, z } from '@hono/zod-openapi'
import type { Api, ApiOptions } from './context.ts'
import { problems } from './route-parts.ts'

const eventsRoute = createRoute({
  method: 'get',
  path: '/events',
  tags: ['Live'],
  summary: 'What happens in your workspaces, as it happens',
  description: [
    'A stream of server-sent events (`EventSource`). It begins with `snapshot` `{posts, notifications, totals, meta}`: your',
    'newest 500 posts and 100 notices, by id. Each change comes as `change`, of the same form with what is different alone',
    '(null for what is gone), and as `post:created`, `post:updated`, `post:deleted`, `post:publishing`, `post:published`,',
    '`post:failed` `{postId, post}` and `notification:new`. After a lost connection it begins with a snapshot again:',
    'compare `rev`. It ends when your session or token does, and each 15 minutes; `EventSource` comes back by itself.',
  ].join(' '),
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } },
    ...problems,
  },
})

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Held back and packed, it would be late: no-transform is for our own server's gzip, the other for nginx.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
} as const

export function eventRoutes(api: Api, { events }: ApiOptions): void {
  api.openapi(eventsRoute, async c => {
    // Nobody would read, or end, the stream behind a HEAD.
    if (c.req.raw.method === 'HEAD') return c.body('', 200, HEADERS)
    return c.body(await events.open(c.get('principal')), 200, HEADERS)
  })
}
