import { beforeEach, describe, expect, test } from 'vitest'
import type { PostId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { issueGuestPass, verifyGuestPass } from '#domain/services/guest-pass.ts'
import { removeMember } from '#domain/services/members.ts'
import { findSharedPost } from '#domain/services/share-links.ts'
import { issueTicket, verifyTicket } from '#domain/services/ticket.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database)
const { authSecret } = web.config

type Who = 'owner' | 'admin' | 'publisher' | 'editor' | 'commenter' | 'viewer' | 'stranger'
let team: Awaited<ReturnType<typeof addTeam>>
let postId: PostId

/** The editor began the post. */
beforeEach(async () => {
  team = await addTeam(database)
  postId = await addDraft(web.stores, team)
})

async function call(who: Who, method: string, path: string, body?: unknown): Promise<Response> {
  const headers = await web.bearerOf(team.people[who])
  return web.fetch(`/api/v1${path}`, body === undefined ? { method, headers } : jsonInit(method, body, headers))
}

async function makeLink(body: unknown = { level: 'comment' }) {
  const response = await call('editor', 'POST', `/posts/${postId}/share-links`, body)
  expect(response.status).toBe(201)
  const link = (await response.json()) as { id: string; url: string }
  return { ...link, secret: new URL(link.url).pathname.replace('/s/', '') }
}

async function guestOf({ id }: { id: string }) {
  const pass = await issueGuestPass(id, authSecret)
  const say = (path: string, body: unknown) =>
    web.fetch(`/api/v1/guest${path}`, jsonInit('POST', body, { authorization: `Guest ${pass}` }))
  return { pass, say, id: verifyGuestPass(pass, authSecret).userId }
}

describe('share links', () => {
  test('[AU50] a link has 128 random bits, is shown once, and is kept as a hash', async () => {
    const link = await makeLink({ level: 'view', expiresAt: '2099-01-01T00:00:00Z' })
    expect(Buffer.from(link.secret, 'base64url')).toHaveLength(16)
    const row = await db.shareLink.findUniqueOrThrow({ where: { id: link.id } })
    expect(JSON.stringify(row)).not.toContain(link.secret)
    const list = await (await call('editor', 'GET', `/posts/${postId}/share-links`)).text()
    expect(JSON.parse(list)).toMatchObject({
      items: [{ id: link.id, level: 'view', expiresAt: '2099-01-01T00:00:00.000Z' }],
    })
    expect(list).not.toContain(link.secret)
    expect(await findSharedPost(db, link.secret)).toMatchObject({ postId, level: 'view' })
  })

  test('[AU50] who may not share makes none, sees none and turns none off', async () => {
    const link = await makeLink()
    for (const who of ['publisher', 'commenter', 'viewer', 'stranger'] as const) {
      const refused = who === 'stranger' ? 404 : 403
      expect((await call(who, 'POST', `/posts/${postId}/share-links`, {})).status).toBe(refused)
      expect((await call(who, 'GET', `/posts/${postId}/share-links`)).status).toBe(refused)
      expect((await call(who, 'DELETE', `/posts/${postId}/share-links/${link.id}`)).status).toBe(refused)
    }
    expect(await findSharedPost(db, link.secret)).not.toBeNull()
  })

  test('[AU50] a link of another post is not turned off under this one; those of a leaver end', async () => {
    const link = await makeLink()
    const other = await addDraft(web.stores, team)
    expect((await call('editor', 'DELETE', `/posts/${other}/share-links/${link.id}`)).status).toBe(404)
    expect(await findSharedPost(db, link.secret)).not.toBeNull()
    await removeMember(
      db,
      await requireWorkspace(db, team.people.owner, team.workspaceId, 'manage'),
      team.people.editor.userId,
    )
    expect(await findSharedPost(db, link.secret)).toBeNull()
  })

  test('[AU50] the number of links is limited, and an end that has passed is refused', async () => {
    for (let made = 0; made < LIMITS.shareLinksPerPost; made++) await makeLink()
    expect((await call('editor', 'POST', `/posts/${postId}/share-links`, {})).status).toBe(413)
    expect((await call('editor', 'DELETE', `/posts/${postId}/share-links`)).status).toBe(204)
    const past = { expiresAt: '2020-01-01T00:00:00Z' }
    expect((await call('editor', 'POST', `/posts/${postId}/share-links`, past)).status).toBe(400)
  })

  test('[AU53] [AU55] turned off, expired, in the bin and never made are the same nothing', async () => {
    const off = await makeLink()
    const old = await makeLink()
    const good = await makeLink()
    await call('editor', 'DELETE', `/posts/${postId}/share-links/${off.id}`)
    await db.shareLink.update({ where: { id: old.id }, data: { expiresAt: new Date(Date.now() - 1000) } })
    for (const secret of [off.secret, old.secret, 'x'.repeat(22), '', good.secret.toLowerCase()]) {
      expect(await findSharedPost(db, secret)).toBeNull()
    }
    for (const link of [off, old]) {
      expect((await (await guestOf(link)).say('/threads', { name: 'Robin', body: 'Hello' })).status).toBe(404)
    }
    expect(await findSharedPost(db, good.secret)).not.toBeNull()
    await call('editor', 'DELETE', `/posts/${postId}`)
    expect(await findSharedPost(db, good.secret)).toBeNull()
    expect((await (await guestOf(good)).say('/threads', { name: 'Robin', body: 'Hello' })).status).toBe(404)
  })
})

describe('guests', () => {
  test('[AU54] a guest comments under the name they type, shown as a guest’s; its people hear of it', async () => {
    const guest = await guestOf(await makeLink())
    const made = await guest.say('/threads', { name: ' Robin  Fields ', body: 'May I?', quote: 'ten minutes' })
    expect(made.status).toBe(201)
    const thread = (await made.json()) as { id: string }
    expect(thread).toMatchObject({
      anchor: { start: expect.any(String) },
      comments: [{ body: 'May I?', author: { id: guest.id, name: 'Robin Fields (guest)' } }],
    })
    const answered = await call('editor', 'POST', `/posts/${postId}/threads/${thread.id}/comments`, { body: 'Yes.' })
    expect(answered.status).toBe(201)
    expect((await guest.say(`/threads/${thread.id}/comments`, { name: 'Robin', body: 'Thanks' })).status).toBe(201)
    const notices = await db.notification.findMany({
      where: { userId: team.people.editor.userId },
      orderBy: { at: 'asc' },
    })
    expect(notices).toMatchObject([
      { kind: 'comment', actors: [{ id: guest.id, name: 'Robin Fields (guest)' }] },
      { kind: 'reply', actors: [{ id: guest.id, name: 'Robin (guest)' }] },
    ])
  })

  test('[AU54] a link for reading lets nobody comment; nobody is called by name; there is a limit', async () => {
    const reader = await guestOf(await makeLink({ level: 'view' }))
    expect((await reader.say('/threads', { name: 'Robin', body: 'May I?' })).status).toBe(403)
    const link = await makeLink()
    const guest = await guestOf(link)
    const calling = `@[Olga](user:${team.people.owner.userId}) hello`
    expect((await guest.say('/threads', { name: 'Robin', body: calling })).status).toBe(400)
    expect(await db.notification.count({ where: { postId } })).toBe(0)
    expect((await guest.say('/threads', { name: '', body: 'x' })).status).toBe(400)
    const statuses = []
    for (let said = 0; said < LIMITS.guestCommentsPerMinute + 1; said++) {
      // As somebody who reloads for each would come.
      const other = await guestOf(link)
      statuses.push((await other.say('/threads', { name: 'Robin', body: `No ${said}` })).status)
    }
    expect(statuses.at(0)).toBe(201)
    expect(statuses.at(-1)).toBe(429)
  })

  test('[AU51] a pass and its ticket open no other address', async () => {
    const link = await makeLink()
    const { pass } = await guestOf(link)
    const paths = ['/me', `/posts/${postId}`, `/posts?workspace=${team.workspaceId}`, `/posts/${postId}/threads`]
    for (const path of paths) {
      for (const scheme of ['Guest', 'Bearer']) {
        const response = await web.fetch(`/api/v1${path}`, { headers: { authorization: `${scheme} ${pass}` } })
        expect([path, scheme, response.status]).toEqual([path, scheme, 401])
      }
    }
    const response = await web.fetch('/api/v1/guest/ticket', {
      method: 'POST',
      headers: { authorization: `Guest ${pass}` },
    })
    const { ticket } = (await response.json()) as { ticket: string }
    expect(verifyTicket(ticket, authSecret).principal).toMatchObject({
      sessionId: null,
      guest: { linkId: link.id },
    })
  })

  test('[AU51] a ticket is no pass, a pass no ticket, and one of another server is neither', async () => {
    const link = await makeLink()
    const pass = await issueGuestPass(link.id, authSecret)
    expect(() => verifyTicket(pass, authSecret)).toThrow(expect.objectContaining({ code: 'unauthenticated' }))
    const ticket = await issueTicket(verifyGuestPass(pass, authSecret), authSecret)
    for (const forged of [ticket, await issueGuestPass(link.id, 'another secret of 32 characters…'), '', 'a.b.c']) {
      const response = await web.fetch('/api/v1/guest/ticket', {
        method: 'POST',
        headers: { authorization: `Guest ${forged}` },
      })
      expect(response.status).toBe(401)
    }
  })
})
