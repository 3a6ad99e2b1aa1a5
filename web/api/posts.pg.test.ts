/** Posts over HTTP: one from draft to publishing, and lists of them. */
import { expect, test } from 'vitest'
import { contentHash } from '#domain/text/hash.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, errorOf, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database)
const team = await addTeam(database)
const { people, workspaceId, channelId } = team
const bearer = {
  publisher: await web.bearerOf(people.publisher),
  editor: await web.bearerOf(people.editor),
  viewer: await web.bearerOf(people.viewer),
}

test('an id in capitals is the same id', async () => {
  const postId = await addDraft(web.stores, team)
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
