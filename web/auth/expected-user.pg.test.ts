import { describe, expect, test } from 'vitest'
import { requireWorkspace } from '#domain/services/access.ts'
import { createInvitation } from '#domain/services/invitations.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { cookieOf, createTestWeb, jsonInit, ORIGIN } from '#tests/support/web.ts'
import { addTeam } from '#tests/support/workspace.ts'

const PASSWORD = 'a short sentence works'
const database = await testDatabase()
const { db } = database
const team = await addTeam(database)
const web = createTestWeb(database)
const admin = await requireWorkspace(db, team.people.admin, team.workspaceId, 'manage')

async function join(name: string) {
  const email = `${name.toLowerCase()}@example.org`
  const { id: invitationId } = await createInvitation(db, admin, { email, role: 'editor' })
  const response = await web.auth('/sign-up/email', { name, email, password: PASSWORD, invitationId })
  expect(response.status).toBe(200)
  return { id: (await response.clone().json()).user.id as string, email, cookie: cookieOf(response) }
}
const sam = await join('Sam')
const mira = await join('Mira')

const REFUSED = {
  error: {
    code: 'unauthenticated',
    message: 'This browser is signed in as Mira now. Reload the page to go on as Mira.',
    details: { signedInAs: 'Mira' },
  },
}
/** As a page sends it that was made for Sam, in a browser where Mira has signed in since. */
const asSam = { cookie: mira.cookie, origin: ORIGIN, 'expected-user': sam.id }

describe('[AU430] a page that shows one person does nothing as another', () => {
  const calls = Object.entries(web.documentOfApi().paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, sam.id)] as const),
  )
  // Guests and other servers come without a cookie.
  const byCookie = calls.filter(([, path]) => !/\/guest\/|\/webhooks\/in\//.test(path))

  test('there are calls of all kinds to ask', () => {
    expect(byCookie.length).toBeGreaterThan(100)
    expect(new Set(byCookie.map(([method]) => method))).toEqual(new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']))
  })

  test.each(byCookie)('[AU430] %s %s is refused before anything is read of it', async (method, path) => {
    const response = await web.fetch(path, { method, headers: asSam })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject(REFUSED)
  })

  test('[AU430] a post is not begun, for neither of them', async () => {
    const body = { workspaceId: team.workspaceId, title: 'Whose is this' }
    const begin = (headers: Record<string, string>) => web.fetch('/api/v1/posts', jsonInit('POST', body, headers))
    const key = { 'idempotency-key': crypto.randomUUID() }
    expect((await begin({ ...asSam, ...key })).status).toBe(401)
    expect(await db.post.count({ where: { title: body.title } })).toBe(0)
    // Nor is the answer kept for who is signed in.
    expect((await begin({ ...asSam, ...key, 'expected-user': mira.id })).status).toBe(201)
    expect(await db.post.findFirst({ where: { title: body.title } })).toMatchObject({ createdById: mira.id })
  })

  test.each([
    ['/sign-out', {}],
    ['/revoke-sessions', {}],
    ['/revoke-other-sessions', {}],
    ['/change-password', { currentPassword: PASSWORD, newPassword: `${PASSWORD} too` }],
    ['/two-factor/enable', { password: PASSWORD }],
    ['/passkey/delete-passkey', { id: 'x' }],
  ])('[AU430] so is %s', async (path, body) => {
    const response = await web.auth(path, body, asSam)
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject(REFUSED)
    expect((await web.fetch('/api/v1/me', { headers: { cookie: mira.cookie } })).status).toBe(200)
  })

  test('[AU430] and what the sign-in library says of a person', async () => {
    for (const path of ['/get-session', '/list-sessions', '/passkey/list-user-passkeys']) {
      expect((await web.authGet(path, asSam)).status).toBe(401)
      expect((await web.authGet(path, { ...asSam, 'expected-user': mira.id })).status).toBe(200)
    }
  })

  test('[AU430] streams and files, which send no headers, say it in their address', async () => {
    const ask = (path: string, id: string) =>
      web.fetch(`/api/v1${path}?expected-user=${id}`, { headers: { cookie: mira.cookie } })
    for (const path of ['/events', '/me/export']) {
      expect(await (await ask(path, sam.id)).json()).toMatchObject(REFUSED)
      const taken = await ask(path, mira.id)
      expect(taken.status).toBe(200)
      await taken.body?.cancel()
    }
    await web.events.stop()
  })
})

test('[AU430] who names nobody goes by cookie or token, and who names themselves is let in', async () => {
  const bearer = await web.bearerOf({ userId: team.people.editor.userId, sessionId: null })
  const named = { cookie: mira.cookie, 'expected-user': mira.id }
  for (const headers of [{ cookie: mira.cookie }, named, bearer] as Record<string, string>[]) {
    expect((await web.fetch('/api/v1/me', { headers })).status).toBe(200)
  }
})

test('[AU430] where nobody is signed in one signs in, and the same person goes on with another session', async () => {
  const expecting = { 'expected-user': sam.id }
  expect((await web.fetch('/api/v1/me', { headers: expecting })).status).toBe(401)
  const response = await web.auth('/sign-in/email', { email: sam.email, password: PASSWORD }, expecting)
  expect(response.status).toBe(200)
  const headers = { ...expecting, cookie: cookieOf(response) }
  expect((await web.fetch('/api/v1/me', { headers })).status).toBe(200)
})
