/** What channels would get, looked at before anything goes out. */
import { expect, test } from 'vitest'
import { testDatabase } from '#tests/support/postgres.ts'
import { createTestWeb, jsonInit } from '#tests/support/web.ts'
import { addDraft, addTeam } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const web = createTestWeb(database, { requestRate: { perSecond: 1e6, burst: 1e6 } })
const team = await addTeam(database)
const { people, workspaceId, channelId } = team
const [editor, publisher, viewer, stranger] = await Promise.all(
  (['editor', 'publisher', 'viewer', 'stranger'] as const).map(role => web.bearerOf(people[role])),
)

async function addChannel(kind: string, settings: Record<string, string>): Promise<string> {
  const { id } = await db.channel.create({ data: { workspaceId, kind, name: kind, settings } })
  return id
}
const preview = (postId: string, channel: string, headers = viewer) =>
  web.fetch(`/api/v1/posts/${postId}/preview?channel=${channel}`, { headers: headers ?? {} })
const write = (postId: string, body: unknown) =>
  web.fetch(`/api/v1/posts/${postId}/content?format=markdown`, jsonInit('PATCH', body, editor))

test('[PS88] each kind of channel shows what it would get, and nothing is sent', async () => {
  const postId = await addDraft(web.stores, team, {
    title: 'A <b>buoy</b>',
    markdown: 'It speaks **every** ten minutes.',
  })
  await web.fetch(`/api/v1/posts/${postId}/fields`, jsonInit('PATCH', { tags: ['Sea'] }, editor))

  const site = await preview(postId, channelId)
  expect(site.headers.get('content-type')).toContain('text/html')
  const page = await site.text()
  expect(page).toContain('<h1>A &lt;b&gt;buoy&lt;/b&gt;</h1>')
  expect(page).toContain('<strong>every</strong>')
  expect(page).toContain('<li>Sea</li>')
  expect(page).toContain('noindex')
  // It is not published: nothing in it claims so, and readers have nothing to do there.
  expect(page).not.toMatch(/exactly the text that was published|<form/)

  const mail = await (await preview(postId, await addChannel('newsletter', { from: 'news@example.org' }))).text()
  expect(mail).toContain('<strong>every</strong>')
  expect(mail).toContain('No more of these')

  const webhook = await preview(postId, await addChannel('webhook', { url: 'https://hook.example.org' }))
  expect(await webhook.json()).toMatchObject({
    type: 'post.published',
    data: { id: postId, title: 'A <b>buoy</b>', markdown: 'It speaks **every** ten minutes.\n', images: [] },
  })

  const words = await preview(postId, await addChannel('mastodon', { url: 'https://example.social' }))
  expect(words.headers.get('content-type')).toContain('text/plain')
  expect(await words.text()).toMatch(/^A <b>buoy<\/b>[\s\S]*http:\/\/127\.0\.0\.1/)

  for (const answer of [site, webhook, words]) {
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  }
  expect(await db.delivery.count({ where: { postId } })).toBe(0)
  expect(await (await web.fetch(`/api/v1/posts/${postId}`, { headers: viewer ?? {} })).json()).toMatchObject({
    state: 'draft',
  })
})

test('[PS88] of an approved post the approved text is shown, whatever was typed since', async () => {
  const postId = await addDraft(web.stores, team)
  await web.fetch(`/api/v1/posts/${postId}/submit`, jsonInit('POST', {}, editor))
  await web.fetch(`/api/v1/posts/${postId}/approve`, jsonInit('POST', {}, publisher))
  await write(postId, { markdown: 'Nobody has seen this.' })
  const shown = await (await preview(postId, channelId)).text()
  expect(shown).toContain('It speaks every ten minutes.')
  expect(shown).not.toContain('Nobody has seen this.')
})

test('[PS222] a frozen version is shown as it was frozen, with its number and hash, whatever was published since', async () => {
  const postId = await addDraft(web.stores, team)
  await web.fetch(`/api/v1/posts/${postId}/submit`, jsonInit('POST', {}, editor))
  const approved = await (await web.fetch(`/api/v1/posts/${postId}/approve`, jsonInit('POST', {}, publisher))).json()
  await write(postId, { markdown: 'Another text.' })
  await web.fetch(`/api/v1/posts/${postId}/approve`, jsonInit('POST', {}, publisher))
  const at = async (version: string, headers = viewer) =>
    web.fetch(`/api/v1/posts/${postId}/preview?version=${version}`, { headers: headers ?? {} })
  const first = await (await at('1')).text()
  expect(first).toContain('It speaks every ten minutes.')
  expect(first).toContain('Version 1')
  expect(first).toContain(approved.approval.hash)
  expect(await (await at('2')).text()).toContain('Another text.')
  expect((await at('3')).status).toBe(404)
  expect((await at('0')).status).toBe(400)
  expect((await at('1', stranger)).status).toBe(404)
})

test('[PS88] nobody from outside sees it, nor anybody a channel of elsewhere', async () => {
  const postId = await addDraft(web.stores, team)
  expect((await preview(postId, channelId, stranger)).status).toBe(404)
  const other = await addTeam(database)
  expect((await preview(postId, other.channelId)).status).toBe(404)
})

test('[PS88] without a channel it is the page of the public site', async () => {
  const postId = await addDraft(web.stores, team, { title: 'A buoy', markdown: 'It speaks.' })
  const shown = await web.fetch(`/api/v1/posts/${postId}/preview`, { headers: viewer ?? {} })
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
  expect(await shown.text()).toContain('<h1>A buoy</h1>')
})
