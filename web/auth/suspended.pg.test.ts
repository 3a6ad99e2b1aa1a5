/** Who is signed out by a suspension is told so, by the session they had; see AU61 for what they may do: nothing. */
import { expect, test } from 'vitest'
import type { SessionId, UserId } from '#domain/contract/ids.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { createInvitation } from '#domain/services/invitations.ts'
import { setSuspended } from '#domain/services/members.ts'
import { endSession } from '#domain/services/sessions.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { cookieOf, createTestWeb, ORIGIN } from '#tests/support/web.ts'
import { addTeam } from '#tests/support/workspace.ts'

test('[AU112] with the session that a suspension ended one is told so, until let in again; with any other one is signed out', async () => {
  const database = await testDatabase()
  const { db } = database
  const team = await addTeam(database)
  const admin = await requireWorkspace(db, team.people.admin, team.workspaceId, 'manage')
  const web = createTestWeb(database, { address: '203.0.113.9' })
  const email = 'nell@example.org'
  const { id } = await createInvitation(db, admin, { email, role: 'editor' })
  const PASSWORD = 'a short sentence works'
  const joined = await web.auth('/sign-up/email', { name: 'Nell', email, password: PASSWORD, invitationId: id })
  const other = await web.auth('/sign-in/email', { email, password: PASSWORD })
  const { id: userId } = await db.user.findUniqueOrThrow({ where: { email }, select: { id: true } })
  const codeFor = async (cookie: string) => {
    const me = await web.fetch('/api/v1/me', { headers: { cookie } })
    const ticket = await web.fetch('/api/v1/collab-ticket', {
      method: 'POST',
      headers: { cookie, origin: ORIGIN, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(ticket.status).toBe(me.status)
    return [me.status, ((await me.json()) as { error?: { code: string } }).error?.code]
  }
  // Signed out by themselves before: that stays all that is said of it.
  const [first] = await db.session.findMany({ where: { userId }, orderBy: { createdAt: 'asc' }, select: { id: true } })
  await endSession(db, { userId: userId as UserId, sessionId: first?.id as SessionId })
  expect(await codeFor(cookieOf(joined))).toEqual([401, 'unauthenticated'])
  expect(await codeFor(cookieOf(other))).toEqual([200, undefined])

  await setSuspended(db, admin, userId, true)
  expect(await codeFor(cookieOf(other))).toEqual([403, 'suspended'])
  expect(await codeFor(cookieOf(joined))).toEqual([401, 'unauthenticated'])
  expect(await codeFor('better-auth.session_token=made-up.signature')).toEqual([401, 'unauthenticated'])
  expect(await codeFor('')).toEqual([401, 'unauthenticated'])
  const [, token = 'none'] = /session_token=([^.]+)/.exec(cookieOf(other)) ?? []
  expect(JSON.stringify(await db.endedSession.findMany())).not.toContain(token)

  await setSuspended(db, admin, userId, false)
  expect(await codeFor(cookieOf(other))).toEqual([401, 'unauthenticated'])
})
