import { describe, expect, test } from 'vitest'
import type { SessionId, UserId } from '#domain/contract/ids.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { createDoorkeeper } from '#domain/services/documents.ts'
import { createInvitation } from '#domain/services/invitations.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { cookieOf, createTestWeb, ORIGIN, SETUP_TOKEN } from '#tests/support/web.ts'
import { addTeam } from '#tests/support/workspace.ts'

const PASSWORD = 'a short sentence works'

async function freshWeb(address?: string) {
  const database = await testDatabase()
  return { db: database.db, team: await addTeam(database), web: createTestWeb(database, address ? { address } : {}) }
}

const setUp = (email: string) => ({
  name: 'Sam',
  email,
  password: PASSWORD,
  setupToken: SETUP_TOKEN,
  workspaceName: 'Press',
})

describe('set-up', async () => {
  const { db, web } = await freshWeb()

  test('[AU5] a wrong token makes nothing', async () => {
    const response = await web.auth('/sign-up/email', { ...setUp('sam@example.org'), setupToken: 'wrong' })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ error: { code: 'sign_up_closed' } })
    expect(await db.user.count({ where: { email: 'sam@example.org' } })).toBe(0)
  })

  test('[AU5] of six people at once one becomes owner, the others leave nothing behind', async () => {
    const emails = Array.from({ length: 6 }, (_, index) => `sam${index}@example.org`)
    const answers = await Promise.all(emails.map(email => web.auth('/sign-up/email', setUp(email))))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409])
    expect(await db.user.count({ where: { email: { in: emails } } })).toBe(1)
    const workspace = await db.workspace.findFirstOrThrow({
      where: { slug: 'press' },
      include: { members: true, channels: true, posts: true },
    })
    expect(workspace.members).toMatchObject([{ role: 'owner' }])
    expect(workspace.channels).toMatchObject([{ kind: 'site' }])
    expect(workspace.posts).toMatchObject([{ title: 'Welcome. This page is alive', state: 'draft' }])
  })

  test('[AU5] afterwards the link is over', async () => {
    const response = await web.auth('/sign-up/email', setUp('late@example.org'))
    expect(response.status).toBe(409)
    expect(await response.json()).toMatchObject({ error: { code: 'set_up_done' } })
  })
})

describe('people', async () => {
  const { db, team, web } = await freshWeb('192.0.2.2')
  const admin = await requireWorkspace(db, team.people.admin, team.workspaceId, 'manage')
  const invite = (email: string) => createInvitation(db, admin, { email, role: 'editor' })
  const join = (email: string, invitationId: string) =>
    web.auth('/sign-up/email', { name: 'Mira', email, password: PASSWORD, invitationId })

  test('[AU6] without an invitation the door is closed', async () => {
    const response = await web.auth('/sign-up/email', { name: 'Eve', email: 'eve@example.org', password: PASSWORD })
    expect(await response.json()).toMatchObject({ error: { code: 'sign_up_closed' } })
  })

  test('[AU6] an invitation works once, for its address', async () => {
    const { id } = await invite('mira@example.org')
    expect((await join('eve@example.org', id)).status).toBe(410)
    expect((await join('Mira@Example.org', id)).status).toBe(200)
    expect((await join('mira@example.org', id)).status).toBe(410)
    const user = await db.user.findUniqueOrThrow({
      where: { email: 'mira@example.org' },
      include: { memberships: true },
    })
    expect(user.memberships).toMatchObject([{ workspaceId: team.workspaceId, role: 'editor' }])
    expect(user.color).toBeGreaterThanOrEqual(1)
    expect(user.color).toBeLessThanOrEqual(8)
  })

  test('[AU6] fields that would raise a role or choose a colour are refused', async () => {
    const { id } = await invite('ruth@example.org')
    for (const extra of [{ role: 'owner' }, { color: 3 }, { emailVerified: true }]) {
      const body = { name: 'Ruth', email: 'ruth@example.org', password: PASSWORD, invitationId: id, ...extra }
      expect((await web.auth('/sign-up/email', body)).status).toBe(400)
    }
    expect(
      (await web.auth('/sign-up/email', { name: 'Ruth', email: 'ruth@example.org', password: 'too short' })).status,
    ).toBe(400)
  })

  test('[AU12] a database that is too busy while somebody signs in is told as that', async () => {
    const { id } = await invite('lotte@example.org')
    await join('lotte@example.org', id)
    const signIn = () => web.auth('/sign-in/email', { email: 'lotte@example.org', password: PASSWORD })
    await db.$executeRaw`create function too_busy() returns trigger language plpgsql as $$
      begin raise exception 'too many connections' using errcode = '53300'; end $$`
    await db.$executeRaw`create trigger too_busy before insert on session execute function too_busy()`
    const refused = await signIn()
    await db.$executeRaw`drop trigger too_busy on session`
    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({ error: { code: 'storage_unavailable' } })
    expect((await signIn()).status).toBe(200)
  })

  test('[AU10] an unknown person and a wrong password get the same answer', async () => {
    const { id } = await invite('nils@example.org')
    await join('nils@example.org', id)
    const tries = await Promise.all(
      ['nils@example.org', 'nobody@example.org'].map(email =>
        web.auth('/sign-in/email', { email, password: 'not the right one' }),
      ),
    )
    const answers = await Promise.all(
      tries.map(async response => {
        const { error, ...rest } = (await response.json()) as { error: { requestId?: string } }
        return { status: response.status, ...rest, error: { ...error, requestId: '' } }
      }),
    )
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]).toMatchObject({ status: 401, error: { code: 'wrong_credentials' } })
  })

  test('[AU9] signing out ends the session at once and tells the sockets', async () => {
    const { id } = await invite('lena@example.org')
    const cookie = cookieOf(await join('lena@example.org', id))
    const session = await db.session.findFirstOrThrow({ where: { user: { email: 'lena@example.org' } } })
    expect((await web.fetch('/api/v1/me', { headers: { cookie } })).status).toBe(200)

    expect((await web.auth('/sign-out', {}, { cookie })).status).toBe(200)
    expect((await web.fetch('/api/v1/me', { headers: { cookie } })).status).toBe(401)
    const events = await db.outbox.findMany({ where: { event: { path: ['type'], equals: 'session.ended' } } })
    expect(events.map(({ event }) => event)).toEqual([
      { type: 'session.ended', userId: session.userId, sessionId: session.id },
    ])
    const principal = { userId: session.userId as UserId, sessionId: session.id as SessionId }
    await expect(createDoorkeeper(db)(principal, { kind: 'feed', userId: principal.userId })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })

  test('cookies are Secure where the browser came by https', async () => {
    const { id } = await invite('tove@example.org')
    await join('tove@example.org', id)
    const signIn = (headers: Record<string, string>) =>
      web.auth('/sign-in/email', { email: 'tove@example.org', password: PASSWORD }, headers)
    for (const [proto, isSecure] of [
      ['http', false],
      ['https', true],
    ] as const) {
      const cookies = (await signIn({ 'x-forwarded-proto': proto })).headers.getSetCookie()
      expect(cookies.length).toBeGreaterThan(0)
      for (const cookie of cookies) {
        expect(cookie).toMatch(/; HttpOnly/)
        expect(cookie).toMatch(/; SameSite=Lax/)
        expect(/; Secure/.test(cookie)).toBe(isSecure)
      }
    }
  })

  test('[AU4] another site cannot sign anybody in or out', async () => {
    for (const path of ['/sign-in/email', '/sign-up/email', '/sign-out']) {
      const response = await web.auth(path, {}, { origin: 'https://evil.example' })
      expect(await response.json()).toMatchObject({ error: { code: 'foreign_origin' } })
    }
  })

  test('[AU4] a write with a cookie needs the Origin, a look-alike does not do', async () => {
    const { id } = await invite('otto@example.org')
    const cookie = cookieOf(await join('otto@example.org', id))
    const ask = (origin?: string) =>
      web.fetch('/api/v1/collab-ticket', {
        method: 'POST',
        headers: { cookie, ...(origin === undefined ? {} : { origin }) },
      })
    for (const origin of [undefined, 'null', 'http://127.0.0.1:3000.evil.example', 'http://127.0.0.1:30000']) {
      const response = await ask(origin)
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ error: { code: 'foreign_origin' } })
    }
    const ticket = await ask(ORIGIN)
    expect(await ticket.json()).toMatchObject({ url: 'ws://127.0.0.1:3000/collab', expiresInSeconds: 60 })
  })

  test('[AU9] ending the other sessions tells their sockets, and this one goes on', async () => {
    const { id } = await invite('ada@example.org')
    const here = cookieOf(await join('ada@example.org', id))
    await web.auth('/sign-in/email', { email: 'ada@example.org', password: PASSWORD })
    const other = await db.session.findFirstOrThrow({
      where: { user: { email: 'ada@example.org' } },
      orderBy: { createdAt: 'desc' },
    })
    const change = { currentPassword: PASSWORD, newPassword: `${PASSWORD} too`, revokeOtherSessions: true }
    const changed = await web.auth('/change-password', change, { cookie: here })
    expect(changed.status).toBe(200)
    const ended = await db.outbox.findMany({ where: { event: { path: ['sessionId'], equals: other.id } } })
    expect(ended).toHaveLength(1)
  })

  test('[AU12] a long body is refused unread, however it is sent', async () => {
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(8 * 1024))
        if (sent === 1000) controller.close()
      },
    })
    const response = await web.authStream('/sign-in/email', body)
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ error: { code: 'too_large' } })
    expect(sent).toBeLessThan(10)
    expect((await web.auth('/sign-in/email', ['no', 'object'])).status).toBe(400)
  })

  test('[AU12] addresses that the library has and we do not offer are not there', async () => {
    for (const path of ['/update-user', '/delete-user', '/sign-in/social', '/request-password-reset', '/nothing']) {
      expect((await web.auth(path, {})).status).toBe(404)
    }
  })
})

describe('limits', async () => {
  const { web } = await freshWeb('192.0.2.3')

  test('[AU14] the eleventh try to one account in a minute has to wait; other accounts do not', async () => {
    const attempt = (email: string) => web.auth('/sign-in/email', { email, password: 'guess guess guess' })
    const start = performance.now()
    for (let count = 0; count < 10; count++) expect((await attempt('target@example.org')).status).toBe(401)
    let refused = await attempt('Target@example.org')
    // Hashing takes its time on a busy machine, and each six seconds one more try is free.
    for (let more = 0; refused.status === 401 && more < (performance.now() - start) / 6_000; more++) {
      refused = await attempt('Target@example.org')
    }
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ error: { code: 'rate_limited' } })
    expect((await attempt('other@example.org')).status).toBe(401)
  })
})
