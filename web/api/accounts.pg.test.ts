import { beforeEach, describe, expect, test } from 'vitest'
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { Role } from '#domain/contract/roles.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { createDoorkeeper } from '#domain/services/documents.ts'
import { setSuspended } from '#domain/services/members.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { cookieOf, createTestWeb, jsonInit, ORIGIN, SETUP_TOKEN } from '#tests/support/web.ts'

const database = await testDatabase()
const { db } = database
const PASSWORD = 'a short sentence works'

type Member = { readonly userId: UserId; readonly email: string; cookie: string }
let web: ReturnType<typeof createTestWeb>
let workspaceId: WorkspaceId
let olga: Member
let mira: Member
let count = 0

const call = (who: Member, method: string, path: string, body?: unknown) => {
  const headers = { cookie: who.cookie, origin: ORIGIN }
  return web.fetch(`/api/v1${path}`, body === undefined ? { method, headers } : jsonInit(method, body, headers))
}

const signIn = ({ email }: { email: string }, password = PASSWORD) => web.auth('/sign-in/email', { email, password })

async function join(name: string, role: Role): Promise<Member> {
  const email = `${name.toLowerCase()}-${++count}@example.org`
  const id = (await (await call(olga, 'POST', `/workspaces/${workspaceId}/invitations`, { email, role })).json()).id
  const response = await web.auth('/sign-up/email', { name, email, password: PASSWORD, invitationId: id })
  expect(response.status).toBe(200)
  return { userId: (await response.clone().json()).user.id, email, cookie: cookieOf(response) }
}

/** Olga owns, Mira edits; each test has its own server, for its limits. */
beforeEach(async () => {
  web = createTestWeb(database, { address: `192.0.2.${(count % 200) + 1}` })
  const email = `olga-${++count}@example.org`
  await db.instance.deleteMany()
  await db.workspace.deleteMany()
  const form = { name: 'Olga Owner', email, password: PASSWORD, setupToken: SETUP_TOKEN, workspaceName: 'Saltmarsh' }
  const response = await web.auth('/sign-up/email', { ...form, sample: false })
  expect(response.status).toBe(200)
  olga = { userId: (await response.clone().json()).user.id, email, cookie: cookieOf(response) }
  workspaceId = (await db.workspace.findFirstOrThrow()).id as WorkspaceId
  mira = await join('Mira', 'editor')
})

async function newPost(who: Member, title: string, access = 'workspace'): Promise<PostId> {
  const response = await call(who, 'POST', '/posts', { workspaceId, title, markdown: 'Words.', access })
  expect(response.status).toBe(201)
  return (await response.json()).id
}

describe('ownership', () => {
  const transfer = (who: Member, to: Member, password = PASSWORD) =>
    call(who, 'POST', `/workspaces/${workspaceId}/transfer`, { userId: to.userId, password })

  test('[AU60] the owner hands it over with the password, and stays as admin', async () => {
    expect((await transfer(mira, olga)).status).toBe(403)
    const wrong = await transfer(olga, mira, 'not my password')
    expect([wrong.status, (await wrong.json()).error.code]).toEqual([403, 'wrong_password'])
    expect((await transfer(olga, olga)).status).toBe(409)
    expect((await transfer(olga, mira)).status).toBe(200)
    const roles = await db.member.findMany({ where: { workspaceId }, select: { userId: true, role: true } })
    expect(Object.fromEntries(roles.map(({ userId, role }) => [userId, role]))).toEqual({
      [olga.userId]: 'admin',
      [mira.userId]: 'owner',
    })
    expect((await transfer(olga, mira)).status).toBe(403)
  })

  test('[AU60] a token may not, whoever made it', async () => {
    const headers = await web.bearerOf({ userId: olga.userId, sessionId: null })
    const body = { userId: mira.userId, password: PASSWORD }
    expect(
      (await web.fetch(`/api/v1/workspaces/${workspaceId}/transfer`, jsonInit('POST', body, headers))).status,
    ).toBe(403)
    expect((await web.fetch('/api/v1/me/delete', jsonInit('POST', { password: PASSWORD }, headers))).status).toBe(403)
  })
})

describe('without a password', () => {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)
  const handOver = (password?: string) =>
    call(olga, 'POST', `/workspaces/${workspaceId}/transfer`, { userId: mira.userId, password })
  const leave = () => call(mira, 'POST', '/me/delete', {})

  test('[AU100] a session of the last minutes confirms, an older one is told to sign in again', async () => {
    await db.account.updateMany({ where: { userId: { in: [olga.userId, mira.userId] } }, data: { providerId: 'oidc' } })
    await db.session.updateMany({ data: { createdAt: ago(11) } })
    const refused = await handOver()
    expect([refused.status, (await refused.json()).error]).toMatchObject([
      401,
      { code: 'sign_in_again', message: 'You signed in more than 10 minutes ago. Sign in once more, then confirm.' },
    ])
    expect((await leave()).status).toBe(401)
    expect((await handOver(PASSWORD)).status).toBe(401)

    await db.session.updateMany({ data: { createdAt: ago(9) } })
    expect((await handOver()).status).toBe(200)
    expect((await call(olga, 'POST', '/me/delete', {})).status).toBe(204)
  })

  test('[AU100] whoever has one cannot leave it out, however fresh the session', async () => {
    const refused = await handOver()
    expect([refused.status, (await refused.json()).error.code]).toEqual([403, 'wrong_password'])
    expect((await leave()).status).toBe(403)
    expect(await db.user.count({ where: { id: mira.userId } })).toBe(1)
  })
})

describe('suspension', () => {
  const suspend = (who: Member, whom: Member, verb = 'suspend') =>
    call(who, 'POST', `/workspaces/${workspaceId}/members/${whom.userId}/${verb}`, {})

  test('[AU61] somebody suspended is signed out, let in by no password, and by no token; let in again, all is as before', async () => {
    const postId = await newPost(mira, 'By Mira')
    const token = await web.bearerOf({ userId: mira.userId, sessionId: null })
    const answer = await suspend(olga, mira)
    expect(await answer.json()).toMatchObject({ role: 'editor', suspendedAt: expect.any(String) })
    const open = await call(mira, 'GET', '/me')
    expect([open.status, (await open.json()).error.code]).toEqual([403, 'suspended'])
    const refused = await signIn(mira)
    expect([refused.status, (await refused.json()).error.code]).toEqual([403, 'suspended'])
    expect((await signIn(mira, 'another sentence of no use')).status).toBe(401)
    expect((await web.fetch(`/api/v1/posts/${postId}`, { headers: token })).status).toBe(404)
    expect(await (await web.fetch('/api/v1/me', { headers: token })).json()).toMatchObject({ workspaces: [] })
    await expect(
      createDoorkeeper(db)({ userId: mira.userId, sessionId: null }, { kind: 'post', postId }),
    ).rejects.toMatchObject({ code: 'not_found' })
    expect(await (await call(olga, 'GET', `/posts/${postId}`)).json()).toMatchObject({ createdBy: { name: 'Mira' } })

    expect((await suspend(olga, mira, 'let-in')).status).toBe(200)
    mira.cookie = cookieOf(await signIn(mira))
    expect((await call(mira, 'GET', `/posts/${postId}`)).status).toBe(200)
  })

  test('[AU61] suspended in one of two workspaces, they are signed in for the other', async () => {
    const other = await addWorkspace(db, 'Elsewhere', { [mira.userId]: 'viewer' })
    await suspend(olga, mira)
    const me = await (await call(mira, 'GET', '/me')).json()
    expect(me.workspaces.map(({ id }: { id: string }) => id)).toEqual([other])
  })

  test('[AU61] nobody suspends themselves, a higher role or the last owner, and editors suspend nobody', async () => {
    const admin = await join('Adam', 'admin')
    expect((await suspend(mira, admin)).status).toBe(403)
    expect((await suspend(admin, olga)).status).toBe(403)
    expect((await suspend(admin, admin)).status).toBe(403)
    expect((await suspend(admin, mira)).status).toBe(200)
    await db.member.updateMany({ where: { userId: admin.userId }, data: { role: 'owner' } })
    expect((await suspend(admin, olga)).status).toBe(200)
    expect((await call(admin, 'DELETE', `/workspaces/${workspaceId}/members/${admin.userId}`)).status).toBe(409)
  })
})

describe('one’s own account', () => {
  const remove = (who: Member, password = PASSWORD) => call(who, 'POST', '/me/delete', { password })

  test('[AU62] the last owner hands over first, and reads which workspace', async () => {
    const refused = await remove(olga)
    expect(refused.status).toBe(409)
    expect((await refused.json()).error.message).toBe(
      'This is the last owner of Saltmarsh. Make somebody else owner first.',
    )
    expect(await db.user.count({ where: { id: olga.userId } })).toBe(1)
  })

  test('[AU62] what they wrote stays without their name, what was theirs alone is gone', async () => {
    const postId = await newPost(mira, 'By Mira')
    const draft = await newPost(mira, 'Her draft', 'private')
    await call(mira, 'POST', `/posts/${postId}/threads`, { body: 'My words' })
    await call(olga, 'POST', `/posts/${postId}/threads`, { body: 'Olga’s' })
    const olgas = await newPost(olga, 'By Olga')
    await call(mira, 'POST', `/posts/${olgas}/threads`, { body: 'Hello Olga' })
    expect(
      (await call(olga, 'PUT', `/posts/${olgas}/access/people/${mira.userId}`, { level: 'view' })).status,
    ).toBeLessThan(300)
    const token = await web.bearerOf({ userId: mira.userId, sessionId: null })
    expect((await remove(mira, 'not my password')).status).toBe(403)
    expect((await remove(mira)).status).toBe(204)

    expect((await call(mira, 'GET', '/me')).status).toBe(401)
    expect((await web.fetch('/api/v1/me', { headers: token })).status).toBe(401)
    expect((await signIn(mira)).status).toBe(401)
    for (const table of [db.session, db.account, db.member, db.notification, db.apiToken] as const) {
      expect(await (table as typeof db.session).count({ where: { userId: mira.userId } })).toBe(0)
    }
    expect(await (await call(olga, 'GET', `/posts/${postId}`)).json()).toMatchObject({
      title: 'By Mira',
      createdBy: null,
    })
    const threads = await (await call(olga, 'GET', `/posts/${postId}/threads`)).json()
    const comments = threads.items.flatMap((thread: { comments: unknown[] }) => thread.comments)
    expect(comments).toContainEqual(expect.objectContaining({ body: 'My words', author: null }))
    expect((await call(olga, 'GET', `/posts/${draft}`)).status).toBe(200)
    const notices = await (await call(olga, 'GET', '/notifications')).json()
    expect(notices.items).toContainEqual(
      expect.objectContaining({ kind: 'comment', actors: [expect.objectContaining({ name: 'A former member' })] }),
    )
    expect(JSON.stringify(notices)).not.toContain('Mira')
    const { items } = await (await call(olga, 'GET', `/workspaces/${workspaceId}/activity`)).json()
    expect(items).toContainEqual(expect.objectContaining({ kind: 'member_left', by: null, data: {} }))
    expect(items).toContainEqual(
      expect.objectContaining({
        kind: 'access_given',
        data: { whom: mira.userId, name: 'a former member', level: 'view' },
      }),
    )
    expect(JSON.stringify(items.map(({ data }: { data: unknown }) => data))).not.toContain('Mira')
    expect(await db.invitation.count({ where: { email: mira.email } })).toBe(0)
  })

  test('[AU63] the file holds all of theirs, and nothing of others’ that they may not see', async () => {
    const own = await newPost(mira, 'By Mira')
    await call(mira, 'PUT', `/posts/${own}/named-moments/1`, { name: 'First words' })
    await call(olga, 'PUT', `/posts/${await newPost(olga, 'Open')}/named-moments/1`, { name: 'Named by Olga' })
    const secret = await newPost(olga, 'Olga’s secret', 'private')
    await call(olga, 'POST', `/posts/${secret}/threads`, { body: 'Not for Mira' })
    const text = await (await call(mira, 'GET', '/me/export')).text()
    expect(JSON.parse(text)).toMatchObject({
      user: { email: mira.email },
      workspaces: [{ role: 'editor', workspace: { name: 'Saltmarsh' } }],
      posts: [{ title: 'By Mira', markdown: 'Words.\n' }],
      namedMoments: [{ postId: own, name: 'First words' }],
    })
    expect(text).not.toContain('secret')
    const row = await db.account.findFirstOrThrow({ where: { userId: mira.userId } })
    expect(text).not.toContain(row.password)
    expect(text).not.toContain('Not for Mira')
    expect(text).not.toContain('Named by Olga')
  })

  test('[AU64] a new password ends every other session and tells their sockets', async () => {
    const elsewhere = { ...mira, cookie: cookieOf(await signIn(mira)) }
    expect((await call(elsewhere, 'GET', '/me')).status).toBe(200)
    const sessions = await db.session.findMany({ where: { userId: mira.userId }, select: { id: true } })
    const change = (currentPassword: string) =>
      web.auth(
        '/change-password',
        { currentPassword, newPassword: 'another short sentence', revokeOtherSessions: false },
        { cookie: mira.cookie },
      )
    const wrong = await change('not my password')
    expect([wrong.status, (await wrong.json()).error.code]).toEqual([400, 'wrong_password'])
    const changed = await change(PASSWORD)
    expect(changed.status).toBe(200)
    expect((await call(elsewhere, 'GET', '/me')).status).toBe(401)
    expect((await call({ ...mira, cookie: cookieOf(changed) }, 'GET', '/me')).status).toBe(200)
    const events = await db.$queryRaw<{ id: string }[]>`
      select event->>'sessionId' as id from outbox where event->>'type' = 'session.ended' and event->>'userId' = ${mira.userId}`
    expect(events.map(({ id }) => id).sort()).toEqual(sessions.map(({ id }) => id).sort())
    expect((await signIn(mira)).status).toBe(401)
    expect((await signIn(mira, 'another short sentence')).status).toBe(200)
  })

  test('[AU61] the rule holds inside, whoever calls', async () => {
    const owner = await requireWorkspace(db, { userId: olga.userId, sessionId: null }, workspaceId, 'manage')
    await setSuspended(db, owner, mira.userId, true)
    await setSuspended(db, owner, mira.userId, true)
    const kinds = await db.activity.findMany({ where: { workspaceId, kind: 'member_suspended' } })
    expect(kinds).toHaveLength(1)
    await expect(
      requireWorkspace(db, { userId: mira.userId, sessionId: null }, workspaceId, 'read'),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})
