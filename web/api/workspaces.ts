/** A workspace: what it is called, and what it has decided about approvals and late posts. */
import { createRoute } from '@hono/zod-openapi'
import { ChangeWorkspace } from '#domain/contract/inputs/workspaces.ts'
import { getWorkspace, WorkspaceView } from '#domain/queries/workspaces.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { changeWorkspace } from '#domain/services/workspaces.ts'
import type { Api, ApiOptions } from './context.ts'
import { json, jsonBody, problems, WorkspaceParams } from './route-parts.ts'

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

export function workspaceRoutes(api: Api, { db }: ApiOptions): void {
  api.openapi(getRoute, async c => {
    const workspace = await requireWorkspace(db, c.get('principal'), c.req.valid('param').id, 'read')
    return c.json(await getWorkspace(db, workspace), 200)
  })

  api.openapi(patchRoute, async c => {
    const { id } = c.req.valid('param')
    const principal = c.get('principal')
    await changeWorkspace(db, await requireWorkspace(db, principal, id, 'manage'), c.req.valid('json'))
    return c.json(await getWorkspace(db, await requireWorkspace(db, principal, id, 'read')), 200)
  })
}
