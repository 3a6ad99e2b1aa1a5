/** What is true of every route: who may ask, and how what is refused is told. */
import { describe, expect, test } from 'vitest'
import { LIMITS } from '#domain/contract/limits.ts'
import { revokeToken } from '#domain/services/api-tokens.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, errorOf, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database)
const team = await addTeam(database)
const { people, workspaceId, channelId } = team

const postId = await addDraft(web.stores, team)
const bearer = {} as Record<keyof typeof people, Record<string, string>>
for (const [role, principal] of Object.entries(people)) {
  bearer[role as keyof typeof people] = await web.bearerOf(principal)
}

type Route = { method: string; path: string }

/** Every route of the description, with ids that exist. */
function routes(): Route[] {
  return Object.entries(web.documentOfApi().paths ?? {}).flatMap(([path, methods]) =>
    Object.keys(methods ?? {}).map(method => ({ method: method.toUpperCase(), path })),
  )
}

function fill({ path }: Route): string {
  const id = idFor(path)
  const query = /\/(?:posts|channels|images|webhooks)$/.test(path) ? `?workspace=${workspaceId}` : ''
  return (
    path
      .replace('{id}', id)
      .replace('{userId}', people.viewer.userId)
      .replace('{version}', '1')
      .replace('{other}', 'draft')
      .replace(/\{(threadId|commentId|linkId)\}/, crypto.randomUUID()) + query
  )
}

function idFor(path: string): string {
  if (path.includes('/workspaces/')) return workspaceId
  if (path.includes('/channels/')) return channelId
  return /\/(?:tokens|reader-comments|webhooks|in)\//.test(path) ? crypto.randomUUID() : postId
}
/** Letter 0 of client 0. */
const ANCHOR = { start: 'AAAA', end: 'AAAA' }

/** A body that passes the schema, so that only access can refuse. */
function bodyFor(path: string): unknown {
  if (path.endsWith('/posts')) return { workspaceId, title: 'Mine' }
  if (path.endsWith('/schedule')) return { at: '2099-01-01T00:00:00Z', timeZone: 'UTC', channelIds: [channelId] }
  if (path.endsWith('/publish')) return { channelIds: [channelId] }
  if (path.endsWith('/confirm')) return { channelId, outcome: 'published' }
  if (path.endsWith('/look-up')) return { channelId }
  if (path.endsWith('/channels')) return { workspaceId, kind: 'demo', name: 'Mine' }
  if (path.includes('/channels/')) return { name: 'Mine' }
  if (path.endsWith('/invitations')) return { email: 'x@example.org', role: 'editor' }
  if (path.endsWith('/take-back')) return { email: 'x@example.org' }
  if (path.endsWith('/transfer')) return { userId: people.viewer.userId, password: 'x' }
  if (path.endsWith('/me/delete')) return { password: 'x' }
  if (path.endsWith('/access')) return { access: 'workspace' }
  if (path.includes('/access/people/')) return { level: 'edit' }
  if (path.endsWith('/share-links')) return { level: 'view' }
  if (path.includes('/members/')) return { role: 'admin' }
  if (path.endsWith('/webhooks')) return { channelId }
  if (path.includes('/reader-comments/')) return { state: 'shown' }
  if (path.endsWith('/workspaces/{id}')) return { graceMinutes: 5 }
  if (path.endsWith('/read')) return { ids: [] }
  if (path.endsWith('/watch')) return { watch: 'muted' }
  if (path.endsWith('/fields')) return { tags: ['x'] }
  if (path.endsWith('/channel-texts')) return { channelId }
  if (path.endsWith('/tokens')) return { name: 'x' }
  if (path.endsWith('/reactions')) return { reaction: '👍', on: true }
  if (path.endsWith('/anchor')) return { anchor: ANCHOR, was: ANCHOR }
  if (path.endsWith('/threads') || path.includes('/comments')) return { body: 'x' }
  return {}
}

const request = (route: Route, headers: Record<string, string>) =>
  web.fetch(
    fill(route),
    route.method === 'GET' || route.method === 'DELETE'
      ? { method: route.method, headers }
      : jsonInit(route.method, bodyFor(route.path), headers),
  )

const OWN = [
  '/api/v1/me',
  '/api/v1/me/export',
  '/api/v1/me/delete',
  '/api/v1/notifications',
  '/api/v1/notifications/marks',
  '/api/v1/notification-preferences',
  '/api/v1/push-subscriptions',
  '/api/v1/notifications/read',
  '/api/v1/collab-ticket',
  '/api/v1/events',
  '/api/v1/tokens',
]

describe('access', () => {
  test('[AU3] every route asks who you are', async () => {
    expect(routes().length).toBeGreaterThan(25)
    for (const route of routes()) {
      const response = await request(route, {})
      expect([route, response.status]).toEqual([route, 401])
      expect(await errorOf(response)).toMatchObject({
        code: 'unauthenticated',
        requestId: response.headers.get('x-request-id'),
      })
      const forged = await request(route, { authorization: 'Bearer galley_not-a-token' })
      expect([route, forged.status]).toEqual([route, 401])
    }
  })

  test('[AU1] every route to something of a workspace is 404 for a stranger, and nothing changes', async () => {
    const before = await db.post.findUniqueOrThrow({ where: { id: postId } })
    const foreign = routes().filter(
      ({ path }) =>
        !OWN.includes(path) &&
        !path.includes('/invitations/{id}') &&
        !path.startsWith('/api/v1/guest/') &&
        !path.startsWith('/api/v1/tokens') &&
        // Whoever sends there says by a signature who they are.
        !path.includes('/webhooks/in/'),
    )
    expect(foreign.length).toBeGreaterThan(15)
    for (const route of foreign) {
      const response = await request(route, bearer.stranger)
      expect([route, response.status]).toEqual([route, 404])
      const text = await response.text()
      expect(text).not.toContain('buoy')
      expect(text).not.toContain('Saltmarsh')
    }
    expect(await db.post.findUniqueOrThrow({ where: { id: postId } })).toEqual(before)
    expect(await db.post.count({ where: { workspaceId } })).toBe(1)
  })

  test('[AU1] ids that are none get the same answer as ids of others', async () => {
    for (const id of ['x', '..%2f', crypto.randomUUID(), `${postId}0`]) {
      const response = await web.fetch(`/api/v1/posts/${id}`, { headers: bearer.editor })
      expect(response.status).toBe(404)
      expect(await errorOf(response)).toMatchObject({
        code: 'not_found',
        message: 'It does not exist, or you may not see it.',
      })
    }
  })

  test('[AU2] roles that are too low are refused', async () => {
    const tries: [keyof typeof people, Route][] = [
      ['viewer', { method: 'POST', path: '/api/v1/posts' }],
      ['commenter', { method: 'POST', path: '/api/v1/posts/{id}/submit' }],
      ['editor', { method: 'POST', path: '/api/v1/posts/{id}/publish' }],
      ['publisher', { method: 'POST', path: '/api/v1/workspaces/{id}/invitations' }],
      ['publisher', { method: 'POST', path: '/api/v1/workspaces/{id}/invitations/take-back' }],
      ['publisher', { method: 'PATCH', path: '/api/v1/workspaces/{id}/members/{userId}' }],
    ]
    for (const [role, route] of tries) {
      const response = await request(route, bearer[role])
      expect([role, route.path, response.status]).toEqual([role, route.path, 403])
    }
  })

  test('[AU11] a token is kept as a hash, cannot make others, and ends when revoked', async () => {
    const headers = await web.bearerOf(people.editor)
    expect(await db.apiToken.count({ where: { hash: { contains: 'galley_' } } })).toBe(0)
    expect((await web.fetch('/api/v1/tokens', jsonInit('POST', { name: 'second' }, headers))).status).toBe(403)
    const newest = await db.apiToken.findFirstOrThrow({
      where: { userId: people.editor.userId },
      orderBy: { createdAt: 'desc' },
    })
    await revokeToken(db, people.editor.userId, newest.id)
    expect((await web.fetch('/api/v1/me', { headers })).status).toBe(401)
  })
})

describe('errors', () => {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    web.fetch(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...bearer.editor, ...headers },
    })

  test('[AU12] what does not exist, is not JSON, too large or the wrong kind has the shape of the contract', async () => {
    const cases: [Response, number, string][] = [
      [await web.fetch('/api/v1/nothing', { headers: bearer.editor }), 404, 'not_found'],
      [await web.fetch('/api/v1/me', { method: 'DELETE', headers: bearer.editor }), 405, 'method_not_allowed'],
      [await post('/api/v1/posts', '{'), 400, 'bad_json'],
      [await post('/api/v1/posts', '[]'), 400, 'invalid_input'],
      [
        await post('/api/v1/posts', JSON.stringify({ workspaceId, title: 'x', state: 'published' })),
        400,
        'invalid_input',
      ],
      [await post('/api/v1/posts', '{}', { 'content-type': 'text/plain' }), 400, 'invalid_input'],
      [await post('/api/v1/posts', `"${'x'.repeat(LIMITS.bodyBytes)}"`), 413, 'too_large'],
      [
        await web.fetch(`/api/v1/posts?workspace=${workspaceId}&cursor=abc`, { headers: bearer.editor }),
        400,
        'invalid_input',
      ],
      [
        await web.fetch(`/api/v1/posts?workspace=${workspaceId}&cursor=${btoa('["2026-01-01T00:00:00Z","x"]')}`, {
          headers: bearer.editor,
        }),
        400,
        'invalid_input',
      ],
      [
        await web.fetch(`/api/v1/posts/${postId}/content?version=99999999999`, { headers: bearer.editor }),
        400,
        'invalid_input',
      ],
      [await post(`/api/v1/posts/${postId}/submit`, '{}', { 'if-match': 'latest' }), 400, 'invalid_input'],
    ]
    for (const [response, status, code] of cases) {
      const error = await errorOf(response)
      expect([response.status, error.code]).toEqual([status, code])
      expect(
        Object.keys(error)
          .filter(key => key !== 'details')
          .sort(),
      ).toEqual(['code', 'message', 'requestId'])
    }
  })

  test('[AU12] a failure of ours is logged, and says only its request id', async () => {
    const broken = createTestWeb({
      ...database,
      db: new Proxy(db, { get: (target, key) => (key === 'member' ? undefined : Reflect.get(target, key)) }),
    })
    const response = await broken.fetch(`/api/v1/posts?workspace=${workspaceId}`, { headers: bearer.editor })
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).toContain('"internal"')
    expect(text).not.toMatch(/undefined|findUnique|\.ts/)
  })
})

test('[PS82] every write is described with its key, and no read', async () => {
  const { paths } = (await (await web.fetch('/api/v1/openapi.json')).json()) as {
    paths: Record<string, Record<string, { parameters?: { in: string; name: string }[] }>>
  }
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { parameters = [] }] of Object.entries(methods)) {
      const takesKey = parameters.some(({ in: where, name }) => where === 'header' && name === 'Idempotency-Key')
      const isWrite = method !== 'get' && !/\/collab-ticket$|\/webhooks\/in\/|\/guest\//.test(path)
      expect([path, method, takesKey]).toEqual([path, method, isWrite])
    }
  }
})
