import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { createLogger } from '#domain/logger.ts'
import { createDb } from '#prisma/client.ts'
import { addPerson, addPublished, addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createKeptPages } from './kept-pages.ts'
import { answer, prepare } from './respond.ts'
import { createPublicSite } from './site.ts'
import { createViewCounter } from './view-counter.ts'

const { db, url } = await testDatabase()
const ORIGIN = 'https://galley.example'
const facts = {
  publicUrl: ORIGIN,
  authSecret: 'a secret of at least 32 characters, for tests',
  mailer: null,
  origins: [ORIGIN],
  logger: createLogger('test', 'silent'),
}
/** Two nodes over one database. */
const site = createPublicSite({ ...facts, db })
const otherNode = createPublicSite({ ...facts, db })

let userId: UserId
let workspaceId: WorkspaceId
let workspace: string

beforeAll(async () => {
  userId = await addPerson(db, 'Mira')
  workspaceId = await addWorkspace(db, 'Saltmarsh', { [userId]: 'owner' })
  workspace = (await db.workspace.findUniqueOrThrow({ where: { id: workspaceId } })).slug
})

const publish = (title: string, markdown = 'Text.') => addPublished(db, { workspaceId, userId, title, markdown })
const get = (path: string, { on = site, headers = {} }: { on?: typeof site; headers?: Record<string, string> } = {}) =>
  on.fetch(new Request(`${ORIGIN}/p/${workspace}${path}`, { headers }))

describe('pages from memory', () => {
  test('[EG20] are gone, and new, with the commit that makes them so: on every node, without waiting', async () => {
    const { slug, postId } = await publish('Here today')
    for (const on of [site, otherNode]) expect((await get(`/${slug}`, { on })).status).toBe(200)
    for (const state of ['archived', 'published', 'deleted', 'published'] as const) {
      await db.post.update({ where: { id: postId }, data: { state } })
      for (const on of [site, otherNode]) {
        for (const path of [`/${slug}`, `/${slug}.json`]) {
          expect((await get(path, { on })).status).toBe(state === 'published' ? 200 : 404)
        }
        for (const path of ['', '/feed.xml', '/feed.json', '/sitemap.xml']) {
          expect((await (await get(path, { on })).text()).includes(slug)).toBe(state === 'published')
        }
      }
    }
    await db.user.update({ where: { id: userId }, data: { name: 'Mira Okafor' } })
    await db.workspace.update({ where: { id: workspaceId }, data: { name: 'Saltmarsh Weather' } })
    for (const on of [site, otherNode]) {
      const page = await (await get(`/${slug}`, { on })).text()
      expect(page).toContain('Mira Okafor')
      expect(page).toContain('Saltmarsh Weather')
    }
  })

  test('[EG21] are not shown while the database does not answer', async () => {
    const { slug } = await publish('Known a moment ago')
    const own = createDb(url, { connections: 1 })
    const cut = createPublicSite({
      ...facts,
      db: new Proxy(own, { get: (target, key) => (key === '$queryRaw' && isCut ? fail : Reflect.get(target, key)) }),
    })
    let isCut = false
    function fail(): Promise<never> {
      return Promise.reject(new Error('The database is away'))
    }
    expect((await get(`/${slug}`, { on: cut })).status).toBe(200)
    isCut = true
    const away = await get(`/${slug}`, { on: cut })
    expect([away.status, away.headers.get('retry-after'), away.headers.get('cache-control')]).toEqual([
      503,
      '5',
      'no-store',
    ])
    expect(await away.text()).not.toContain('Known a moment ago')
    isCut = false
    expect((await get(`/${slug}`, { on: cut })).status).toBe(200)
    await own.$disconnect()
  })

  test('[EG22] are bounded in bytes, the one asked for longest ago goes first', async () => {
    const page = prepare(await answer('text', 'x'.repeat(10_000)), new Date())
    const size = page.body.byteLength + (page.packed?.byteLength ?? 0) + 1_000
    const kept = createKeptPages(3 * size)
    for (const path of ['a', 'b', 'c']) kept.keep(path, { stamp: '1', page })
    kept.keep('c', { stamp: '2', page })
    expect(kept.find('a', '1')).toBe(page)
    kept.keep('d', { stamp: '1', page })
    expect([kept.find('a', '1'), kept.find('b', '1'), kept.find('c', '2'), kept.find('d', '1')]).toEqual([
      page,
      null,
      page,
      page,
    ])
    expect(kept.find('c', '1')).toBeNull()
    kept.keep('e', { stamp: '1', page: { ...page, body: Buffer.alloc(4 * size) } })
    expect(kept.find('e', '1')).toBeNull()
  })

  test('[EG22] are made once, however many ask at once', async () => {
    const { slug } = await publish('Popular')
    let statements = 0
    const counting = new Proxy(db, {
      get(target, key) {
        if (key === '$queryRaw' || key === 'postVersion' || key === 'readerComment') statements += 1
        return Reflect.get(target, key)
      },
    })
    const busy = createPublicSite({ ...facts, db: counting })
    const pages = await Promise.all(Array.from({ length: 200 }, () => get(`/${slug}`, { on: busy })))
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]))
    expect(statements).toBeLessThan(10)
  })

  test('[EG23] are not sent again unchanged, packed for who takes it, and the same for every reader', async () => {
    const { slug } = await publish('Tagged')
    const first = await get(`/${slug}`)
    const tag = first.headers.get('etag') ?? ''
    expect(first.headers.get('last-modified')).toMatch(/GMT$/)
    const packed = await get(`/${slug}`, { headers: { 'accept-encoding': 'br, gzip', cookie: 'session=1' } })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(packed.headers.get('etag')).toBe(`W/${tag}`)
    const again = await get(`/${slug}`, { headers: { 'if-none-match': `W/${tag}` } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    const refused = await get(`/${slug}`, { headers: { 'accept-encoding': 'gzip;q=0' } })
    expect(refused.headers.get('content-encoding')).toBeNull()
    expect(
      createHash('sha256')
        .update(await refused.text())
        .digest('base64url'),
    ).toBe(tag.slice(1, -1))
  })
})

describe('[EG24] views', () => {
  const BROWSER = {
    agent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15',
    purpose: '',
    destination: 'document',
  }

  test('are counted once a reader and half hour, without programs and what only looks ahead', async () => {
    let nowMs = 0
    const written: number[] = []
    const counter = createViewCounter({
      record: async counted => void written.push(...counted.map(({ views }) => views)),
      logger: facts.logger,
      now: () => nowMs,
    })
    const { postId, channelId } = { postId: 'p' as never, channelId: 'c' }
    const post = { postId, channelId, workspaceId }
    for (const visitor of ['a', 'b', 'a', 'a']) counter.seen(post, visitor, BROWSER)
    nowMs = 20 * 60_000
    counter.seen(post, 'a', BROWSER)
    nowMs = 31 * 60_000
    counter.seen(post, 'a', BROWSER)
    const programs = [
      'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
      'facebookexternalhit/1.1',
      'curl/8.5.0',
      'NetNewsWire (RSS Reader; https://netnewswire.com/)',
      'python-requests/2.32',
      '',
    ]
    for (const agent of programs) counter.seen(post, agent, { ...BROWSER, agent })
    counter.seen(post, 'c', { ...BROWSER, purpose: 'prefetch' })
    counter.seen(post, 'd', { ...BROWSER, destination: 'iframe' })
    expect(counter.sinceFirstMs(postId, 'a')).toBe(31 * 60_000)
    expect(counter.sinceFirstMs(postId, 'nobody')).toBeNull()
    await counter.stop()
    expect(written).toEqual([3])
  })

  test('that could not be written are written with the next ones', async () => {
    const written: number[] = []
    let tries = 0
    let isDown = true
    const counter = createViewCounter({
      record: async counted => {
        tries += 1
        if (isDown) throw new Error('away')
        written.push(...counted.map(({ views }) => views))
      },
      logger: facts.logger,
      everyMs: 5,
    })
    const post = { postId: 'p' as never, channelId: 'c', workspaceId }
    counter.seen(post, 'a', BROWSER)
    await expect.poll(() => tries).toBeGreaterThan(0)
    isDown = false
    counter.seen(post, 'b', BROWSER)
    await expect.poll(() => written.reduce((sum, views) => sum + views, 0)).toBe(2)
    await counter.stop()
  })

  test('of pages are in the sums of their post when the server stops, and not on the page', async () => {
    const own = createPublicSite({ ...facts, db })
    const { slug, postId } = await publish('Seen')
    const reader = (address: string) => ({ 'user-agent': BROWSER.agent, 'x-forwarded-for': address })
    const before = await (await get(`/${slug}`, { on: own, headers: reader('192.0.2.1') })).text()
    await get(`/${slug}`, { on: own, headers: reader('192.0.2.1') })
    await get(`/${slug}`, { on: own, headers: reader('192.0.2.2') })
    await get(`/${slug}.json`, { on: own, headers: reader('192.0.2.3') })
    await own.stop()
    expect(await db.postEngagement.findUnique({ where: { postId } })).toMatchObject({ views: 2, rev: 0 })
    expect(await (await get(`/${slug}`)).text()).toBe(before)
  })
})

describe('[EG25] lists for programs', () => {
  test('are what is public, with absolute addresses', async () => {
    const { slug } = await publish('In & of <lists> "all"', 'Text with ]]> and \u0008.')
    const feed = JSON.parse(await (await get('/feed.json')).text())
    expect(feed).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      home_page_url: `${ORIGIN}/p/${workspace}`,
      feed_url: `${ORIGIN}/p/${workspace}/feed.json`,
    })
    expect(feed.items[0]).toMatchObject({ url: `${ORIGIN}/p/${workspace}/${slug}`, title: 'In & of <lists> "all"' })
    const map = await (await get('/sitemap.xml')).text()
    expect(map).toContain(`<loc>${ORIGIN}/p/${workspace}/${slug}</loc>`)
    const index = await site.siteMaps()
    expect(index.body).toContain(`<loc>${ORIGIN}/p/${workspace}/sitemap.xml</loc>`)
    expect((await site.robots()).body).toContain(`Sitemap: ${ORIGIN}/sitemap.xml`)
    const empty = await db.workspace.create({ data: { name: 'Empty', slug: 'empty-one' } })
    expect((await site.siteMaps()).body).not.toContain(empty.slug)
  })
})
