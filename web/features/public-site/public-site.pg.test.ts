import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { addPerson, addPost, addPublished, addPublishingPost, addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { loadIndex, loadPost, loadRss, type Site } from './load.ts'
import { prepare, toResponse } from './respond.ts'

const { db } = await testDatabase()
const site: Site = { db, publicUrl: 'https://galley.example', authSecret: 'not used here', mailer: null }

let userId: UserId
let workspaceId: WorkspaceId
let workspace: string

beforeAll(async () => {
  userId = await addPerson(db, 'Mira <b>Okafor')
  workspaceId = await addWorkspace(db, 'Saltmarsh', { [userId]: 'owner' })
  workspace = (await db.workspace.findUniqueOrThrow({ where: { id: workspaceId } })).slug
})

const publish = (title: string, markdown: string) => addPublished(db, { workspaceId, userId, title, markdown })

const get = (answer: Parameters<typeof toResponse>[1], headers: Record<string, string> = {}) =>
  toResponse(new Request('https://galley.example/', { headers }), answer)

describe('public site', () => {
  test('[OB12] a page shows the frozen text and its hash, and the JSON beside it has that hash', async () => {
    const { slug, postId, contentHash } = await publish('A <i>buoy', 'It *speaks* <script>alert(1)</script>.')
    // Whatever happens to the draft afterwards is not public.
    await db.post.update({ where: { id: postId }, data: { title: 'A draft that moved on' } })

    const page = await loadPost(site, workspace, slug)
    expect(page.status).toBe(200)
    expect(page.body).toContain('<h1>A &lt;i&gt;buoy</h1>')
    expect(page.body).toContain('<em>speaks</em> &lt;script&gt;')
    expect(page.body).toContain('Mira &lt;b&gt;Okafor')
    expect(page.body).toContain(contentHash)
    expect(page.body).toContain(`<link rel="canonical" href="https://galley.example/p/${workspace}/${slug}">`)
    expect(page.body).not.toMatch(/<script|moved on/)

    const json = await loadPost(site, workspace, `${slug}.json`)
    expect(createHash('sha256').update(json.body).digest('hex')).toBe(contentHash)
  })

  test('[OB13] what is not published, put away or thrown away is not there', async () => {
    await addPost(db, { workspaceId, userId, slug: 'draft-only', title: 'Secret' })
    const waiting = await addPublishingPost(db, { workspaceId, userId, title: 'Waiting', markdown: 'x' })
    const archived = await publish('Archived', 'x')
    const deleted = await publish('Deleted', 'x')
    await db.post.update({ where: { id: archived.postId }, data: { state: 'archived' } })
    await db.post.update({ where: { id: deleted.postId }, data: { state: 'deleted' } })
    const { slug } = await db.post.findUniqueOrThrow({ where: { id: waiting.postId } })
    const there = await publish('There', 'x')

    for (const name of [
      'draft-only',
      slug,
      archived.slug,
      deleted.slug,
      'no-such',
      '..',
      'a\u0000b',
      `${archived.slug}.json`,
    ]) {
      expect((await loadPost(site, workspace, name)).status, name).toBe(404)
    }
    expect((await loadPost(site, workspace, there.slug)).status).toBe(200)
    for (const { body } of [await loadIndex(site, workspace), await loadRss(site, workspace)]) {
      expect(body).toContain('There')
      expect(body).not.toMatch(/Secret|Waiting|Archived|Deleted/)
    }
  })

  test('a post that is being published again stays as it was', async () => {
    const { slug, postId } = await publish('Still here', 'x')
    await db.post.update({ where: { id: postId }, data: { state: 'publishing' } })
    expect((await loadPost(site, workspace, slug)).status).toBe(200)
  })

  test('a workspace that is not there, and one without posts', async () => {
    expect((await loadIndex(site, 'nobody')).status).toBe(404)
    expect((await loadRss(site, 'nobody')).status).toBe(404)
    const empty = await db.workspace.create({ data: { name: 'Empty & new', slug: 'empty' } })
    const { status, body } = await loadIndex(site, empty.slug)
    expect(status).toBe(200)
    expect(body).toContain('<h1>Empty &amp; new</h1><p>Nothing is published yet.</p>')
  })

  test('the feed is XML with whole texts and absolute addresses', async () => {
    const { slug } = await publish('In the ]]> feed', 'Text & <b>markup</b> \u0008')
    const { type, body } = await loadRss(site, workspace)
    expect(type).toContain('application/rss+xml')
    expect(body).toContain(`<link>https://galley.example/p/${workspace}/${slug}</link>`)
    expect(body).not.toContain('In the ]]> feed')
    expect(body).not.toContain('\u0008')
  })

  test('an unchanged page is not sent again, and nothing on it may act', async () => {
    const { slug } = await publish('Tagged', 'x')
    const first = get(await loadPost(site, workspace, slug))
    const tag = first.headers.get('etag') ?? ''
    expect(first.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
    const again = get(await loadPost(site, workspace, slug), { 'if-none-match': `W/${tag}` })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    expect(get(await loadPost(site, workspace, 'no-such'), { 'if-none-match': tag }).status).toBe(404)
  })

  test('a page without its text is at most 12 kB, and 4 kB on its way', async () => {
    const { slug } = await publish('Small', 'x')
    const page = prepare(await loadPost(site, workspace, slug), new Date())
    expect(page.body.byteLength).toBeLessThanOrEqual(12 * 1024)
    expect(page.packed?.byteLength).toBeLessThanOrEqual(4 * 1024)
  })
})
