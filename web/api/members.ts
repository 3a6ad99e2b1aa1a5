/** Members of a workspace: list, one, role, removal. */
import { createRoute } from '@hono/zod-openapi'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { ChangeRole, TransferOwnership } from '#domain/contract/inputs/people.ts'
import { getMember, listMembers, MemberView } from '#domain/queries/members.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { changeRole, removeMember, setSuspended, transferOwnership } from '#domain/services/members.ts'
import { createConfirmations } from './confirmations.ts'
import type { Api, ApiContext, ApiOptions } from './context.ts'
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

const verbRoute = <V extends 'suspend' | 'let-in'>(verb: V, summary: string) =>
  createRoute({
    method: 'post',
    path: `/workspaces/{id}/members/{userId}/${verb}` as const,
    tags: ['Workspaces'],
    summary,
    request: { params: MemberParams },
    responses: { 200: { description: 'The member', content: json(MemberView) }, ...writeProblems },
  })
const suspendRoute = verbRoute('suspend', 'Suspend a member: they may do nothing here, and their open sockets close')
const letInRoute = verbRoute('let-in', 'Let a suspended member in again')

const transferRoute = createRoute({
  method: 'post',
  path: '/workspaces/{id}/transfer',
  tags: ['Workspaces'],
  summary: 'Hand the workspace to another member; you stay as admin',
  description:
    'Asks for your password again, or, where you have none, for a sign-in of the last minutes; for a person in a browser alone.',
  request: { params: WorkspaceParams, ...jsonBody(TransferOwnership) },
  responses: { 200: { description: 'The new owner', content: json(MemberView) }, ...writeProblems },
})

export function memberRoutes(api: Api, { db }: ApiOptions): void {
  const confirmations = createConfirmations(db)

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

  const setTo = async (c: ApiContext, { id, userId }: { id: WorkspaceId; userId: UserId }, suspended: boolean) => {
    const workspace = await requireWorkspace(db, c.get('principal'), id, 'manage')
    await setSuspended(db, workspace, userId, suspended)
    return getMember(db, await requireWorkspace(db, c.get('principal'), id, 'read'), userId)
  }

  api.openapi(suspendRoute, async c => c.json(await setTo(c, c.req.valid('param'), true), 200))

  api.openapi(letInRoute, async c => c.json(await setTo(c, c.req.valid('param'), false), 200))

  api.openapi(transferRoute, async c => {
    const { id } = c.req.valid('param')
    const { userId, password } = c.req.valid('json')
    const workspace = await requireWorkspace(db, c.get('principal'), id, 'own')
    await confirmations.require(c, password)
    await transferOwnership(db, workspace, userId)
    return c.json(await getMember(db, await requireWorkspace(db, c.get('principal'), id, 'read'), userId), 200)
  })
}
