/** Invitations by link: make one, see who is invited, take one back, accept. */
import { createRoute, z } from '@hono/zod-openapi'
import { CreateInvitation, InvitedAddress } from '#domain/contract/inputs/people.ts'
import { Role } from '#domain/contract/roles.ts'
import { listInvitations, PendingInvitation } from '#domain/queries/members.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { acceptInvitation, createInvitation, revokeInvitations } from '#domain/services/invitations.ts'
import type { Api, ApiOptions } from './context.ts'
import { json, jsonBody, pageOf, problems, WorkspaceParams, writeProblems } from './route-parts.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/workspaces/{id}/invitations',
  tags: ['Workspaces'],
  summary: 'Invitations that can still be accepted; their links are not shown again',
  request: { params: WorkspaceParams },
  responses: { 200: { description: 'All of them', content: json(pageOf(PendingInvitation)) }, ...problems },
})

const NewInvitation = z.object({ id: z.string(), url: z.string(), expiresAt: z.string() }).meta({ id: 'NewInvitation' })

const createInvitationRoute = createRoute({
  method: 'post',
  path: '/workspaces/{id}/invitations',
  tags: ['Workspaces'],
  summary: 'Invite somebody; the link is shown this once',
  request: { params: WorkspaceParams, ...jsonBody(CreateInvitation) },
  responses: { 201: { description: 'The link', content: json(NewInvitation) }, ...writeProblems },
})

const takeBackRoute = createRoute({
  method: 'post',
  path: '/workspaces/{id}/invitations/take-back',
  tags: ['Workspaces'],
  summary: 'Take back the invitations of an address: their links open nothing from then on',
  request: { params: WorkspaceParams, ...jsonBody(InvitedAddress) },
  responses: { 204: { description: 'Taken back' }, ...writeProblems },
})

const acceptRoute = createRoute({
  method: 'post',
  path: '/invitations/{id}/accept',
  tags: ['Workspaces'],
  summary: 'Join with the account you are signed in to',
  request: { params: z.object({ id: z.string().max(200) }) },
  responses: {
    200: { description: 'Where you are now', content: json(z.object({ workspaceId: z.string(), role: Role })) },
    410: { description: 'Used, taken back, ended, or for another address' },
    ...problems,
  },
})

export function invitationRoutes(api: Api, { db, config }: ApiOptions): void {
  api.openapi(listRoute, async c => {
    const workspace = await requireWorkspace(db, c.get('principal'), c.req.valid('param').id, 'manage')
    return c.json({ items: await listInvitations(db, workspace), nextCursor: null }, 200)
  })

  api.openapi(createInvitationRoute, async c => {
    const workspace = await requireWorkspace(db, c.get('principal'), c.req.valid('param').id, 'manage')
    const { id, expiresAt } = await createInvitation(db, workspace, c.req.valid('json'))
    const url = new URL(`/invitations/${id}`, config.publicUrl).href
    return c.json({ id, url, expiresAt: expiresAt.toISOString() }, 201)
  })

  api.openapi(takeBackRoute, async c => {
    const workspace = await requireWorkspace(db, c.get('principal'), c.req.valid('param').id, 'manage')
    await revokeInvitations(db, workspace, c.req.valid('json').email)
    return c.body(null, 204)
  })

  api.openapi(acceptRoute, async c => {
    const { userId } = c.get('principal')
    return c.json(await acceptInvitation(db, { invitationId: c.req.valid('param').id, userId }), 200)
  })
}
