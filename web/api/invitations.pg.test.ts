import { expect, test } from 'vitest'
import { requireWorkspace } from '#domain/services/access.ts'
import { createInvitation } from '#domain/services/invitations.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database)
const team = await addTeam(database)
const { people, workspaceId } = team
const bearer = { stranger: await web.bearerOf(people.stranger), viewer: await web.bearerOf(people.viewer) }

test('[AU6] accepting signed in: for the invited address, once', async () => {
  const postId = await addDraft(web.stores, team)
  const admin = await requireWorkspace(db, people.admin, workspaceId, 'manage')
  const { email } = await db.user.findUniqueOrThrow({ where: { id: people.stranger.userId } })
  const invitation = await createInvitation(db, admin, { email, role: 'viewer' })
  const accept = (headers: Record<string, string>) =>
    web.fetch(`/api/v1/invitations/${invitation.id}/accept`, { method: 'POST', headers })
  expect(await db.invitation.count({ where: { idHash: invitation.id } })).toBe(0)
  expect((await accept(bearer.viewer)).status).toBe(410)
  expect(await (await accept(bearer.stranger)).json()).toEqual({ workspaceId, role: 'viewer' })
  expect((await accept(bearer.stranger)).status).toBe(410)
  await web.fetch(`/api/v1/workspaces/${workspaceId}/members/${people.stranger.userId}`, {
    method: 'DELETE',
    headers: bearer.stranger,
  })
  expect((await web.fetch(`/api/v1/posts/${postId}`, { headers: bearer.stranger })).status).toBe(404)
})
