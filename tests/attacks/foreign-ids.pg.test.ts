/** Every route, asked by the owner of another workspace: with foreign ids, and with ids of both mixed (A14). */
import { expect, test } from 'vitest'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database, { requestRate: { perSecond: 1e6, burst: 1e6 } })
const CANARY = 'canaryinthemine'

type Ids = Readonly<Record<string, string>>

/** A workspace that has one of everything, under words that nobody else may ever read. */
async function whole(): Promise<{ readonly ids: Ids; readonly bearer: Record<string, string> }> {
  const team = await addTeam(database)
  const { workspaceId, channelId, people } = team
  const bearer = await web.bearerOf(people.owner)
  const call = async (path: string, body: unknown) => {
    const answer = await web.fetch(`/api/v1${path}`, jsonInit('POST', body, bearer))
    expect([path, answer.status < 300]).toEqual([path, true])
    return (await answer.json()) as Record<string, string>
  }
  const postId = await addDraft(web.stores, team)
  await web.fetch(
    `/api/v1/posts/${postId}/content?format=markdown`,
    jsonInit('PUT', { title: CANARY, markdown: CANARY }, bearer),
  )
  const thread = await call(`/posts/${postId}/threads`, { body: CANARY })
  const comment = await call(`/posts/${postId}/threads/${thread.id}/comments`, { body: CANARY })
  const link = await call(`/posts/${postId}/share-links`, { level: 'view' })
  const webhook = await call('/webhooks', { channelId })
  await call(`/posts/${postId}/submit`, {})
  await call(`/posts/${postId}/approve`, {})
  await db.channel.update({ where: { id: channelId }, data: { name: CANARY } })
  await db.workspace.update({ where: { id: workspaceId }, data: { name: CANARY } })
  return {
    bearer,
    ids: {
      workspace: workspaceId,
      post: postId,
      thread: String(thread.id),
      comment: String(comment.id),
      link: String(link.id),
      webhook: String(webhook.id),
      channel: channelId,
      user: people.editor.userId,
    },
  }
}

/** What an `{id}` of a path is, by the noun before it. */
const NOUNS: Readonly<Record<string, string>> = {
  posts: 'post',
  workspaces: 'workspace',
  channels: 'channel',
  threads: 'thread',
  comments: 'comment',
  webhooks: 'webhook',
  'share-links': 'link',
  members: 'user',
  people: 'user',
}
/** No foreign noun: the caller's own things, guests, signed messages, secrets in the path. */
const OWN =
  /^\/api\/v1\/(?:me|notification|push|tokens|collab-ticket|guest|webhooks\/in|invitations|openapi|docs|events|search|images)/

const BODIES: Readonly<Record<string, (ids: Ids) => unknown>> = {
  'post /posts/{id}/schedule': ({ channel }) => ({
    at: new Date(Date.now() + 3_600_000),
    timeZone: 'UTC',
    channelIds: [channel],
  }),
  'post /posts/{id}/publish': ({ channel }) => ({ channelIds: [channel] }),
  'post /posts/{id}/confirm': ({ channel }) => ({ channelId: channel, outcome: 'published' }),
  'post /posts/{id}/look-up': ({ channel }) => ({ channelId: channel }),
  'post /webhooks': ({ channel }) => ({ channelId: channel }),
  'post /posts': ({ workspace }) => ({ workspaceId: workspace, title: 'Mine' }),
  'post /channels': ({ workspace }) => ({
    workspaceId: workspace,
    kind: 'webhook',
    name: 'Mine',
    settings: { url: 'https://hook.example.org' },
  }),
}

/** Of one's own post: whoever was not named, of wherever, is not named after it, and nothing is said of them. */
const SAYS_NOTHING = 'delete /posts/{id}/access/people/{userId} 204'

const nounsOf = (path: string) =>
  [...path.matchAll(/([a-z-]+)\/\{(\w+)\}/g)].map(([, noun = '', name = '']) => ({
    name,
    id: NOUNS[noun] ?? null,
  }))

test('[PS83] A14: no route gives or changes anything of another workspace, whichever of its ids are foreign', async () => {
  const [theirs, mine] = [await whole(), await whole()]
  const { paths } = (await (await web.fetch('/api/v1/openapi.json')).json()) as {
    paths: Record<string, Record<string, unknown>>
  }
  const before = await rowsOf(theirs.ids)
  const asked: string[] = []
  const wrong: unknown[] = []
  for (const [path, methods] of Object.entries(paths)) {
    if (OWN.test(path)) continue
    const nouns = nounsOf(path)
    // Every way to mix in at least one foreign id.
    for (let mix = 1; mix < 2 ** Math.max(1, nouns.length); mix++) {
      const idOf = (index: number, noun: string) => (mix & (2 ** index) ? theirs : mine).ids[noun] ?? '1'
      const ids = nouns.map(({ id }, index) => (id === null ? '1' : idOf(index, id)))
      if (nouns.length > 0 && !nouns.some(({ id }, index) => id !== null && mix & (2 ** index))) continue
      let at = 0
      const address = path.replace(/\{\w+\}/g, () => ids[at++] ?? '1')
      for (const method of Object.keys(methods)) {
        const short = `${method} ${path.replace('/api/v1', '')}`
        const body = BODIES[short]?.(theirs.ids) ?? {}
        const query = `?workspace=${theirs.ids.workspace}&format=json`
        const init =
          method === 'get' || method === 'delete'
            ? { method: method.toUpperCase(), headers: mine.bearer }
            : jsonInit(method.toUpperCase(), body, mine.bearer)
        const answer = await web.fetch(`${address}${query}`, init)
        const text = await answer.text()
        asked.push(short)
        // A body that is wrong for everybody is told as that, and nothing was looked up for it.
        if (`${short} ${answer.status}` === SAYS_NOTHING) continue
        if (![404, 400].includes(answer.status) || text.includes(CANARY)) wrong.push([short, mix, answer.status, text])
      }
    }
  }
  expect(wrong).toEqual([])
  expect(new Set(asked).size).toBeGreaterThan(40)
  expect(await rowsOf(theirs.ids)).toEqual(before)
}, 120_000)

async function rowsOf({ workspace = '', post = '', channel = '' }: Ids) {
  return {
    workspace: await db.workspace.findUnique({ where: { id: workspace }, include: { members: true } }),
    post: await db.post.findUnique({
      where: { id: post },
      include: { threads: { include: { comments: true } }, shareLinks: true, versions: true, people: true },
    }),
    channel: await db.channel.findUnique({ where: { id: channel }, include: { incomingWebhooks: true } }),
    log: await db.docHead.findMany({ where: { doc: { endsWith: post } } }),
  }
}
