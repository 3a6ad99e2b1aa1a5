/** Members of a workspace: list, one, role, removal. */
import { createRoute } from '@hono/zod-openapi'
import { ChangeRole } from '#domain/contract/inputs/people.ts'
import { getMember, listMembers, MemberView } from '#domain/queries/members.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { changeRole, removeMember } from '#domain/services/members.ts'
import type { Api, ApiOptions } from './context.ts'
import {
  json,
  jsonBody,
  MemberParams,
  noContent,
  pageOf,
  problems,
  WorkspaceParams,
  writeProblems,
} from './route-parts.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/workspaces/{id}/members',
  tags: ['Workspaces'],
  summary: 'Members, longest in the workspace first',
  request: { params: WorkspaceParams },
  responses: { 200: { description: 'All of them', content: json(pageOf(MemberView)) }, ...problems },
})

const getRoute = createRoute({
  method: 'get',
  path: '/workspaces/{id}/members/{userId}',
  tags: ['Workspaces'],
  summary: 'One member',
  request: { params: MemberParams },
  responses: { 200: { description: 'The member', content: json(MemberView) }, ...problems },
})

const patchRoute = createRoute({
  method: 'patch',
  path: '/workspaces/{id}/members/{userId}',
  tags: ['Workspaces'],
  summary: 'Change a role',
  request: { params: MemberParams, ...jsonBody(ChangeRole) },
  responses: { 200: { description: 'The member', content: json(MemberView) }, ...writeProblems },
})

const deleteRoute = createRoute({
  method: 'delete',
  path: '/workspaces/{id}/members/{userId}',
  tags: ['Workspaces'],
  summary: 'Remove a member, or leave; their open sockets on the workspace close',
  request: { params: MemberParams },
  responses: { ...noContent, ...writeProblems },
})

export function memberRoutes(api: Api, { db }: ApiOptions): void {
  api.openapi(listRoute, async c => {
    const workspace = await requireWorkspace(db, c.get('principal'), c.req.valid('param').id, 'read')
    return c.json({ items: await listMembers(db, workspace), nextCursor: null }, 200)
  })

  api.openapi(getRoute, async c => {
    const { id, userId } = c.req.valid('param')
    const workspace = await requireWorkspace(db, c.get('principal'), id, 'read')
    return c.json(await getMember(db, workspace, userId), 200)
  })

  api.openapi(patchRoute, async c => {
    const { id, userId } = c.req.valid('param')
    const principal = c.get('principal')
    await changeRole(db, await requireWorkspace(db, principal, id, 'manage'), userId, c.req.valid('json').role)
    return c.json(await getMember(db, await requireWorkspace(db, principal, id, 'read'), userId), 200)
  })

  api.openapi(deleteRoute, async c => {
    const { id, userId } = c.req.valid('param')
    await removeMember(db, await requireWorkspace(db, c.get('principal'), id, 'read'), userId)
    return c.body(null, 204)
  })
}
