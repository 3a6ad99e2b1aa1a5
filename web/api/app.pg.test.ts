import { beforeAll, describe, expect, test } from 'vitest'
import { Doc, encodeStateAsUpdate, encodeStateVector } from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { revokeToken } from '#domain/services/api-tokens.ts'
import { CLAIM, underClaim } from '#domain/services/claim.ts'
import { createInvitation } from '#domain/services/invitations.ts'
import { transact } from '#domain/services/transact.ts'
import { contentHash } from '#domain/text/hash.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database)
const team = await addTeam(database)
const { people, workspaceId, channelId } = team

let postId: PostId
const bearer = {} as Record<keyof typeof people, Record<string, string>>

beforeAll(async () => {
  postId = await addDraft(web.stores, team)
  for (const [role, principal] of Object.entries(people)) {
    bearer[role as keyof typeof people] = await web.bearerOf(principal)
  }
})

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

const errorOf = async (response: Response) => ((await response.json()) as { error: Record<string, unknown> }).error

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

describe('posts', () => {
  test('an id in capitals is the same id', async () => {
    const response = await web.fetch(`/api/v1/posts/${postId.toUpperCase()}/content`, { headers: bearer.viewer })
    expect(response.status).toBe(200)
  })

  test('[PS3] a post goes from draft to publishing over HTTP, with rev and ETag', async () => {
    const made = await web.fetch(
      '/api/v1/posts',
      jsonInit('POST', { workspaceId, title: ' Hello  there ', markdown: '**Text**' }, bearer.editor),
    )
    expect(made.status).toBe(201)
    const post = (await made.json()) as { id: string; rev: number }
    expect(post).toMatchObject({ title: 'Hello there', excerpt: 'Text', state: 'draft', rev: 1, deliveries: [] })
    expect(made.headers.get('etag')).toBe('"1"')
    const url = `/api/v1/posts/${post.id}`
    await web.fetch(`${url}/submit`, { method: 'POST', headers: { ...bearer.editor, 'if-match': '"1"' } })
    const stale = await web.fetch(`${url}/approve`, {
      method: 'POST',
      headers: { ...bearer.publisher, 'if-match': '"1"' },
    })
    expect(stale.status).toBe(409)
    expect(await errorOf(stale)).toMatchObject({
      code: 'rev_conflict',
      details: { post: { rev: 2, state: 'in_review' } },
    })
    const published = await web.fetch(`${url}/publish`, jsonInit('POST', { channelIds: [channelId] }, bearer.publisher))
    const view = (await published.json()) as { contentHash: string }
    expect(view).toMatchObject({
      state: 'publishing',
      rev: 3,
      deliveries: [{ channelId, state: 'queued', attempts: 0 }],
    })

    const content = await web.fetch(`${url}/content?format=json&version=1`, { headers: bearer.viewer })
    const json = await content.json()
    expect(await contentHash(json)).toBe(view.contentHash)
    const markdown = await web.fetch(`${url}/content?format=markdown`, { headers: bearer.viewer })
    expect(await markdown.text()).toBe('**Text**\n')
    const html = await web.fetch(`${url}/content?format=html`, { headers: bearer.viewer })
    expect(await html.text()).toContain('<strong>Text</strong>')
    expect(html.headers.get('content-security-policy')).toContain('sandbox')
  })

  test('[PS13] delete puts into the bin, the list leaves it out', async () => {
    const id = await addDraft(web.stores, team)
    const url = `/api/v1/posts/${id}`
    expect((await web.fetch(url, { method: 'DELETE', headers: bearer.editor })).status).toBe(204)
    expect(await (await web.fetch(url, { headers: bearer.editor })).json()).toMatchObject({ state: 'deleted' })
    const list = await (
      await web.fetch(`/api/v1/posts?workspace=${workspaceId}&limit=100`, { headers: bearer.editor })
    ).text()
    expect(list).not.toContain(id)
  })

  test('[PS17] pages of a list hold every post once', async () => {
    for (let count = 0; count < 5; count++) await addDraft(web.stores, team)
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor && `&cursor=${cursor}`
      const page = await web.fetch(`/api/v1/posts?workspace=${workspaceId}&limit=2${query}`, { headers: bearer.viewer })
      const body = (await page.json()) as { items: { id: string }[]; nextCursor: string | null }
      seen.push(...body.items.map(({ id }) => id))
      cursor = body.nextCursor
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(await db.post.count({ where: { workspaceId, state: { not: 'deleted' } } }))
  })

  test('[FD280] a list is of as many states as are asked for, and refuses what is none', async () => {
    const draft = await addDraft(web.stores, team)
    const [review, bin] = [await addDraft(web.stores, team), await addDraft(web.stores, team)]
    await web.fetch(`/api/v1/posts/${review}/submit`, { method: 'POST', headers: bearer.editor })
    await web.fetch(`/api/v1/posts/${bin}`, { method: 'DELETE', headers: bearer.editor })
    const list = async (state: string) => {
      const url = `/api/v1/posts?workspace=${workspaceId}&limit=100&state=${state}`
      const answer = await web.fetch(url, { headers: bearer.viewer })
      if (answer.status !== 200) return answer.status
      const { items } = (await answer.json()) as { items: { id: string; state: string }[] }
      return { ids: items.map(({ id }) => id), states: [...new Set(items.map(({ state }) => state))].sort() }
    }
    expect(await list('in_review')).toMatchObject({ states: ['in_review'] })
    const both = await list('in_review,draft')
    expect(both).toMatchObject({ states: ['draft', 'in_review'], ids: expect.arrayContaining([draft, review]) })
    expect(await list('deleted,draft')).toMatchObject({ states: ['deleted', 'draft'] })
    expect(await list('draft,odd')).toBe(400)
    expect(await list('')).toBe(400)
  })

  test('[AU13] the same key gets the first answer; for another request it is refused', async () => {
    const headers = { ...bearer.editor, 'idempotency-key': crypto.randomUUID() }
    const create = (title: string) => web.fetch('/api/v1/posts', jsonInit('POST', { workspaceId, title }, headers))
    const count = await db.post.count()
    const answers = await Promise.all([create('Once'), create('Once'), create('Once')])
    const ids = await Promise.all(answers.map(async answer => ((await answer.json()) as { id: string }).id))
    expect(new Set(ids).size).toBe(1)
    expect(await db.post.count()).toBe(count + 1)
    const other = await create('Twice')
    expect(other.status).toBe(409)
    expect(await errorOf(other)).toMatchObject({ code: 'idempotency_mismatch' })
  })

  test('[AU340] a process that died is taken for one: what it had done is not done again, what it had not is', async () => {
    const key = crypto.randomUUID()
    const claim = { userId: people.editor.userId, key }
    const create = () =>
      web.fetch(
        '/api/v1/posts',
        jsonInit('POST', { workspaceId, title: 'Died' }, { ...bearer.editor, 'idempotency-key': key }),
      )
    const count = () => db.post.count({ where: { title: 'Died' } })
    const died = (change: object) =>
      db.idempotentAnswer.update({
        where: { userId_key: claim },
        data: { body: {}, createdAt: new Date(Date.now() - 120_000), ...change },
      })
    expect((await create()).status).toBe(201)
    // As the deed's own transaction left it.
    await died({ status: CLAIM.done })
    const refused = await create()
    expect(refused.status).toBe(409)
    expect(await errorOf(refused)).toMatchObject({
      code: 'idempotency_mismatch',
      message: expect.stringContaining('It was done'),
    })
    expect(await count()).toBe(1)
    await died({ status: CLAIM.running })
    expect((await create()).status).toBe(201)
    expect(await count()).toBe(2)
  })

  test('[AU340] the deed says in its own transaction that it is done, and one that fails does not', async () => {
    const key = crypto.randomUUID()
    const claim = { userId: people.editor.userId, key }
    await db.idempotentAnswer.create({ data: { ...claim, request: 'x', status: CLAIM.running, body: {} } })
    const status = async () => (await db.idempotentAnswer.findUniqueOrThrow({ where: { userId_key: claim } })).status
    const fails = underClaim(claim, () =>
      transact(db, async () => {
        throw new Error('fails')
      }),
    )
    await expect(fails).rejects.toThrow('fails')
    expect(await status()).toBe(CLAIM.running)
    await underClaim(claim, () => transact(db, async () => undefined))
    expect(await status()).toBe(CLAIM.done)
  })

  test('[AU13] an answer that asks to come back is not kept, and a repetition carries the rev', async () => {
    const id = await addDraft(web.stores, team)
    const headers = { ...bearer.publisher, 'idempotency-key': crypto.randomUUID() }
    const ahead = new Doc()
    ahead.getMap('fields').set('slug', 'later')
    const stateVector = Buffer.from(encodeStateVector(ahead)).toString('base64')
    const publish = () =>
      web.fetch(`/api/v1/posts/${id}/publish`, jsonInit('POST', { channelIds: [channelId], stateVector }, headers))
    expect(await errorOf(await publish())).toMatchObject({ code: 'content_ahead' })
    await web.stores.log.append({
      doc: docName.post(id),
      update: encodeStateAsUpdate(ahead),
      author: people.editor.userId,
      clients: [ahead.clientID],
    })
    const [first, second] = [await publish(), await publish()]
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
  })

  test('[PS82] what makes a secret makes it once a key: the same answer again, of which no copy lies open', async () => {
    const owner = { ...bearer.owner, 'content-type': 'application/json' }
    const hook = { workspaceId, kind: 'webhook', name: 'Once', settings: { url: 'https://hook.example.org' } }
    const postId = await addDraft(web.stores, team)
    const made: [string, unknown, string, () => Promise<number>][] = [
      [
        `/workspaces/${workspaceId}/invitations`,
        { email: 'once@example.org', role: 'viewer' },
        'url',
        () => db.invitation.count({ where: { workspaceId } }),
      ],
      ['/channels', hook, 'secret', () => db.channel.count({ where: { workspaceId } })],
      ['/webhooks', { channelId }, 'secret', () => db.incomingWebhook.count({ where: { channelId } })],
      [`/posts/${postId}/share-links`, { level: 'view' }, 'url', () => db.shareLink.count({ where: { postId } })],
    ]
    for (const [path, body, secret, count] of made) {
      const key = crypto.randomUUID()
      const headers = { ...owner, 'idempotency-key': key }
      const ask = (json = body) => web.fetch(`/api/v1${path}`, jsonInit('POST', json, headers))
      const before = await count()
      const answers = [await ask(), ...(await Promise.all([ask(), ask()]))]
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
      const texts = await Promise.all(answers.map(answer => answer.text()))
      expect(new Set(texts).size).toBe(1)
      expect(await count()).toBe(before + 1)
      const shown = String((JSON.parse(texts[0] ?? '') as Record<string, unknown>)[secret]).slice(-20)
      expect(shown).toHaveLength(20)
      expect(JSON.stringify(await db.idempotentAnswer.findMany({ where: { key } }))).not.toContain(shown)
      expect((await ask({ ...(body as object), more: 1 })).status).toBe(409)
    }
  })

  test('[PS82] an answer that cannot be read any more is said to be done, and nothing is done again', async () => {
    const headers = { ...bearer.editor, 'idempotency-key': crypto.randomUUID() }
    const create = () => web.fetch('/api/v1/posts', jsonInit('POST', { workspaceId, title: 'Sealed' }, headers))
    expect((await create()).status).toBe(201)
    await db.idempotentAnswer.updateMany({
      where: { key: headers['idempotency-key'] },
      data: { body: { sealed: 'AQID' } },
    })
    const count = await db.post.count()
    expect(await errorOf(await create())).toMatchObject({ code: 'idempotency_mismatch', message: /^It was done/ })
    expect(await db.post.count()).toBe(count)
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

  test('[PS70] an address that asks endlessly is answered with 429 before anybody is looked up', async () => {
    const strict = createTestWeb(database, { addressRate: { perSecond: 0.1, burst: 2 } })
    const headers = { 'x-forwarded-for': '198.51.100.7', authorization: 'Bearer nobody' }
    const ask = async (more = {}) => (await strict.fetch('/api/v1/me', { headers: { ...headers, ...more } })).status
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([401, 401, 429, 429])
    expect(await ask({ 'x-forwarded-for': '198.51.100.8' })).toBe(401)
  })

  test('[AU14] endless asking is answered with 429 and the seconds to wait', async () => {
    const strict = createTestWeb(database, { requestRate: { perSecond: 0.1, burst: 3 } })
    const headers = await strict.bearerOf(people.commenter)
    for (let count = 0; count < 3; count++) expect((await strict.fetch('/api/v1/me', { headers })).status).toBe(200)
    const response = await strict.fetch('/api/v1/me', { headers })
    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('people', () => {
  test('[AU6] accepting signed in: for the invited address, once', async () => {
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
})
