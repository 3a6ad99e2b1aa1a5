import { beforeEach, describe, expect, test } from 'vitest'
import type { PostId } from '#domain/contract/ids.ts'
import type { AccessLevel } from '#domain/contract/inputs/sharing.ts'
import { requirePost, requireWorkspace } from '#domain/services/access.ts'
import { removeMember } from '#domain/services/members.ts'
import { notify } from '#domain/services/notifications.ts'
import { transact } from '#domain/services/transact.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database)

type Who = 'owner' | 'admin' | 'publisher' | 'editor' | 'commenter' | 'viewer' | 'stranger'
const EVERYBODY: readonly Who[] = ['owner', 'admin', 'publisher', 'editor', 'commenter', 'viewer', 'stranger']

let team: Awaited<ReturnType<typeof addTeam>>
const bearer = {} as Record<Who, Record<string, string>>
let postId: PostId

/** The editor began the post. */
beforeEach(async () => {
  team = await addTeam(database)
  postId = await addDraft(web.stores, team, { title: 'Zwischenruf', markdown: 'Only for some.' })
  for (const who of EVERYBODY) bearer[who] = await web.bearerOf(team.people[who])
})

const call = (who: Who, method: string, path: string, body?: unknown) =>
  web.fetch(
    `/api/v1${path}`,
    body === undefined ? { method, headers: bearer[who] } : jsonInit(method, body, bearer[who]),
  )
const setAccess = (who: Who, access: string) => call(who, 'PATCH', `/posts/${postId}/access`, { access })
const give = (to: Who, level: AccessLevel, by: Who = 'editor') =>
  call(by, 'PUT', `/posts/${postId}/access/people/${team.people[to].userId}`, { level })
const take = (from: Who, by: Who = 'editor') =>
  call(by, 'DELETE', `/posts/${postId}/access/people/${team.people[from].userId}`)

/** Every address of a post that reads, and every command, edit and word that writes. */
function routesOfPost(): { method: string; path: string; body: unknown }[] {
  const id = crypto.randomUUID()
  return Object.entries(web.documentOfApi().paths ?? {}).flatMap(([path, methods]) => {
    if (!path.startsWith('/api/v1/posts/{id}')) return []
    const filled = path
      .replace('/api/v1', '')
      .replace('{id}', postId)
      .replace('{userId}', team.people.viewer.userId)
      .replace('{version}', '1')
      .replace('{other}', 'draft')
      .replace(/\{\w+\}/g, id)
    return Object.keys(methods ?? {}).map(method => ({
      method: method.toUpperCase(),
      path: filled,
      body: bodyFor(filled),
    }))
  })
}

function bodyFor(path: string): unknown {
  const { channelId } = team
  const anchor = { start: 'AAAA', end: 'AAAA' }
  if (path.endsWith('/access')) return { access: 'workspace' }
  if (path.includes('/access/people/')) return { level: 'edit' }
  if (path.endsWith('/watch')) return { watch: 'muted' }
  if (path.endsWith('/fields')) return { tags: ['x'] }
  if (path.endsWith('/channel-texts')) return { channelId }
  if (path.includes('/reader-comments/')) return { state: 'shown' }
  if (path.endsWith('/share-links')) return { level: 'view' }
  if (path.endsWith('/schedule')) return { at: '2099-01-01T00:00:00Z', timeZone: 'UTC', channelIds: [channelId] }
  if (path.endsWith('/publish')) return { channelIds: [channelId] }
  if (path.endsWith('/confirm')) return { channelId, outcome: 'published' }
  if (path.endsWith('/look-up')) return { channelId }
  if (path.endsWith('/reactions')) return { reaction: '👍', on: true }
  if (path.endsWith('/anchor')) return { anchor, was: anchor }
  if (path.endsWith('/threads') || path.includes('/comments')) return { body: 'x' }
  return {}
}

describe('a private post', () => {
  test('[AU40] is not there for anybody but its creator and the people named, on any address, whatever their role', async () => {
    expect((await setAccess('editor', 'private')).status).toBe(200)
    const before = await db.post.findUniqueOrThrow({ where: { id: postId } })
    const routes = routesOfPost()
    expect(routes.length).toBeGreaterThan(25)
    for (const who of EVERYBODY.filter(name => name !== 'editor')) {
      for (const { method, path, body } of routes) {
        const response = await call(who, method, path, method === 'GET' || method === 'DELETE' ? undefined : body)
        expect([who, method, path, response.status]).toEqual([who, method, path, 404])
        expect(await response.text()).not.toContain('Zwischenruf')
      }
    }
    expect(await db.post.findUniqueOrThrow({ where: { id: postId } })).toEqual(before)
    expect((await call('editor', 'GET', `/posts/${postId}`)).status).toBe(200)
  })

  test('[AU40] no list of others names it: posts, activity, notices', async () => {
    await call('editor', 'POST', `/posts/${postId}/submit`, {})
    const notices = async (who: Who) => (await call(who, 'GET', '/notifications')).text()
    expect(await notices('publisher')).toContain('Zwischenruf')
    await setAccess('editor', 'private')
    const { workspaceId } = team
    const lists = [`/posts?workspace=${workspaceId}`, `/workspaces/${workspaceId}/activity`, '/notifications']
    for (const who of EVERYBODY.filter(name => name !== 'editor' && name !== 'stranger')) {
      for (const path of lists) {
        const response = await call(who, 'GET', path)
        expect([who, path, response.status]).toEqual([who, path, 200])
        const text = await response.text()
        expect([who, path, text.includes('Zwischenruf') || text.includes(postId)]).toEqual([who, path, false])
      }
    }
    expect(await (await call('publisher', 'GET', '/notifications')).json()).toMatchObject({ unread: 0 })
    expect(await (await call('editor', 'GET', `/posts?workspace=${workspaceId}`)).text()).toContain(postId)
    await setAccess('editor', 'workspace')
    expect(await (await call('viewer', 'GET', `/posts?workspace=${workspaceId}`)).text()).toContain(postId)
  })

  test('[AU45] nobody hears of a post they may not see, whoever tells them', async () => {
    await setAccess('editor', 'private')
    await give('commenter', 'comment')
    const tell = (dedupeKey: string) =>
      transact(db, (tx, emit) =>
        notify(tx, emit, {
          kind: 'mention',
          severity: 'info',
          post: { id: postId, workspaceId: team.workspaceId, title: 'Zwischenruf' },
          actorId: team.people.editor.userId,
          to: EVERYBODY.map(who => team.people[who].userId),
          dedupeKey,
        }),
      )
    await tell('one')
    const told = await db.notification.findMany({ where: { postId }, select: { userId: true } })
    expect(told.map(({ userId }) => userId).sort()).toEqual(
      [team.people.editor.userId, team.people.commenter.userId].sort(),
    )
    await call('editor', 'POST', `/posts/${postId}/submit`, {})
    expect(await db.notification.count({ where: { postId, kind: 'review_requested' } })).toBe(0)
  })

  const CAN: Record<AccessLevel, { comment: number; text: number; submit: number }> = {
    view: { comment: 403, text: 403, submit: 403 },
    comment: { comment: 201, text: 403, submit: 403 },
    edit: { comment: 201, text: 200, submit: 200 },
  }
  test.each(['view', 'comment', 'edit'] as const)(
    '[AU41] %s widens a lower role and narrows a higher one',
    async level => {
      await setAccess('editor', 'private')
      for (const who of ['viewer', 'publisher'] as const) {
        await give(who, level)
        expect((await call(who, 'GET', `/posts/${postId}`)).status).toBe(200)
        const text = await web.fetch(`/api/v1/posts/${postId}/content?format=markdown`, {
          method: 'PUT',
          body: `By a ${who}.`,
          headers: { ...bearer[who], 'content-type': 'text/markdown' },
        })
        const got = {
          comment: (await call(who, 'POST', `/posts/${postId}/threads`, { body: 'Hello' })).status,
          text: text.status,
          submit: (await call(who, 'POST', `/posts/${postId}/submit`, {})).status,
        }
        expect([who, got]).toEqual([who, CAN[level]])
        await db.post.update({ where: { id: postId }, data: { state: 'draft' } })
      }
    },
  )

  test('[AU41] a publisher named to edit may still publish; an editor named to edit may not', async () => {
    await setAccess('editor', 'private')
    await give('publisher', 'edit')
    await give('commenter', 'edit')
    const publish = (who: Who) => call(who, 'POST', `/posts/${postId}/publish`, { channelIds: [team.channelId] })
    expect((await publish('commenter')).status).toBe(403)
    expect((await publish('publisher')).status).toBe(200)
  })

  test('[AU42] who began it, and admins who see it, say who sees it; nobody else does', async () => {
    for (const who of ['publisher', 'commenter', 'viewer'] as const) {
      expect((await setAccess(who, 'private')).status).toBe(403)
      expect((await give('viewer', 'edit', who)).status).toBe(403)
    }
    expect((await setAccess('editor', 'private')).status).toBe(200)
    await give('publisher', 'edit')
    expect((await give('viewer', 'view', 'publisher')).status).toBe(403)
    await give('admin', 'edit')
    expect((await give('viewer', 'view', 'admin')).status).toBe(200)
    expect((await take('viewer', 'admin')).status).toBe(204)
    expect((await take('editor', 'admin')).status).toBe(409)
    expect((await give('editor', 'view', 'admin')).status).toBe(409)
    expect((await give('stranger', 'view')).status).toBe(404)
  })

  test('[AU42] an admin who makes another’s post private stays among those who see it', async () => {
    expect((await setAccess('admin', 'private')).status).toBe(200)
    const view = await (await call('admin', 'GET', `/posts/${postId}/access`)).json()
    expect(view).toMatchObject({ access: 'private', mayShare: true })
    expect((view as { people: { name: string }[] }).people.map(({ name }) => name)).toEqual(['Ede', 'Adam'])
    expect((await call('owner', 'GET', `/posts/${postId}`)).status).toBe(404)
  })

  test('[AU42] who began it loses the say with the right to write', async () => {
    await db.member.updateMany({ where: { userId: team.people.editor.userId }, data: { role: 'viewer' } })
    expect((await setAccess('editor', 'private')).status).toBe(403)
  })

  test('[AU40] a post can be private from its first moment', async () => {
    const made = await call('editor', 'POST', '/posts', {
      workspaceId: team.workspaceId,
      title: 'Quiet',
      access: 'private',
    })
    const { id } = (await made.json()) as { id: string }
    expect(made.status).toBe(201)
    expect((await call('owner', 'GET', `/posts/${id}`)).status).toBe(404)
    expect(await (await call('editor', 'GET', `/posts/${id}`)).json()).toMatchObject({ access: 'private' })
  })

  test('[AU46] when who began it leaves it passes to the owners, and what they were named for ends', async () => {
    await setAccess('editor', 'private')
    const other = await call('owner', 'POST', '/posts', {
      workspaceId: team.workspaceId,
      title: 'Mine',
      access: 'private',
    })
    const { id } = (await other.json()) as { id: string }
    await call('owner', 'PUT', `/posts/${id}/access/people/${team.people.editor.userId}`, { level: 'view' })
    await removeMember(
      db,
      await requireWorkspace(db, team.people.owner, team.workspaceId, 'manage'),
      team.people.editor.userId,
    )
    expect((await call('owner', 'GET', `/posts/${postId}`)).status).toBe(200)
    expect((await call('admin', 'GET', `/posts/${postId}`)).status).toBe(404)
    expect((await call('editor', 'GET', `/posts/${postId}`)).status).toBe(404)
    expect(await db.postPerson.count({ where: { userId: team.people.editor.userId } })).toBe(0)
    await expect(requirePost(db, team.people.owner, postId, 'share')).resolves.toMatchObject({ role: 'owner' })
  })
})
