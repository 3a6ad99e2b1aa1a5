/** GET /channels: where a workspace's posts can go. */
import { createRoute, z } from '@hono/zod-openapi'
import { WorkspaceId } from '#domain/contract/ids.ts'
import { ChannelView, listChannels } from '#domain/queries/channels.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import type { Api, ApiOptions } from './context.ts'
import { json, pageOf, problems } from './route-parts.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/channels',
  tags: ['Channels'],
  summary: 'Channels of a workspace, the built-in site first',
  request: { query: z.object({ workspace: WorkspaceId }) },
  responses: { 200: { description: 'All of them', content: json(pageOf(ChannelView)) }, ...problems },
})

export function channelRoutes(api: Api, { db }: ApiOptions): void {
  api.openapi(listRoute, async c => {
    const workspace = await requireWorkspace(db, c.get('principal'), c.req.valid('query').workspace, 'read')
    return c.json({ items: await listChannels(db, workspace), nextCursor: null }, 200)
  })
}
