/** A workspace: what it is called, and what it has decided about approvals and late posts. */
import { createRoute, z } from '@hono/zod-openapi'
import { ChangeWorkspace } from '#domain/contract/inputs/workspaces.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { findFreeSlots, SlotView } from '#domain/queries/slots.ts'
import { getWorkspace, WorkspaceView } from '#domain/queries/workspaces.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { changeWorkspace } from '#domain/services/workspaces.ts'
import type { Api, ApiOptions } from './context.ts'
import { json, jsonBody, pageOf, problems, WorkspaceParams } from './route-parts.ts'

const getRoute = createRoute({
  method: 'get',
  path: '/workspaces/{id}',
  tags: ['Workspaces'],
  summary: 'A workspace and its settings',
  request: { params: WorkspaceParams },
  responses: { 200: { description: 'The workspace', content: json(WorkspaceView) }, ...problems },
})

const patchRoute = createRoute({
  method: 'patch',
  path: '/workspaces/{id}',
  tags: ['Workspaces'],
  summary: 'Change settings of a workspace; for admins',
  request: { params: WorkspaceParams, ...jsonBody(ChangeWorkspace) },
  responses: { 200: { description: 'The workspace after it', content: json(WorkspaceView) }, ...problems },
})

const slotsRoute = createRoute({
  method: 'get',
  path: '/workspaces/{id}/free-slots',
  tags: ['Workspaces'],
  summary: 'The next times of the week that no post has yet',
  request: {
    params: WorkspaceParams,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(LIMITS.listItems).default(10),
      /** Only later ones; from now on if left out. */
      after: z.iso.datetime({ offset: true }).optional(),
    }),
  },
  responses: { 200: { description: 'In their order', content: json(pageOf(SlotView)) }, ...problems },
})

export function workspaceRoutes(api: Api, { db }: ApiOptions): void {
  api.openapi(getRoute, async c => {
    const workspace = await requireWorkspace(db, c.get('principal'), c.req.valid('param').id, 'read')
    return c.json(await getWorkspace(db, workspace), 200)
  })

  api.openapi(slotsRoute, async c => {
    const workspace = await requireWorkspace(db, c.get('principal'), c.req.valid('param').id, 'read')
    const { limit: most, after } = c.req.valid('query')
    const from = after === undefined ? undefined : new Date(after)
    return c.json({ items: await findFreeSlots(db, workspace, { most, after: from }), nextCursor: null }, 200)
  })

  api.openapi(patchRoute, async c => {
    const { id } = c.req.valid('param')
    const principal = c.get('principal')
    await changeWorkspace(db, await requireWorkspace(db, principal, id, 'manage'), c.req.valid('json'))
    return c.json(await getWorkspace(db, await requireWorkspace(db, principal, id, 'read')), 200)
  })
}
