import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createMailer } from '#domain/mail/mailer.ts'
import { subscriptionToken } from '#domain/services/subscribers.ts'
import { linksOf, openMailServer } from '#tests/support/mail-server.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { loadIndex } from './load.ts'
import { actOnNewsletter, createAskLimit, loadNewsletter } from './newsletter.ts'
import { toResponse } from './respond.ts'

const { db } = await testDatabase()
const server = await openMailServer()
const mailer = createMailer(server.url)
afterAll(async () => {
  mailer.close()
  await server.close()
})
const authSecret = 'a secret of at least 32 characters, for tests'
const site = { db, publicUrl: 'https://galley.example', authSecret, mailer, limit: createAskLimit() }

let workspaceId: string
let slug: string
beforeEach(async () => {
  workspaceId = await addWorkspace(db, 'Saltmarsh', {})
  slug = (await db.workspace.findUniqueOrThrow({ where: { id: workspaceId } })).slug
  const settings = { from: 'news@saltmarsh.example' }
  await db.channel.create({ data: { workspaceId, kind: 'newsletter', name: 'News', settings } })
})

const address = (query = '') => new URL(`https://galley.example/p/${slug}/newsletter.html${query}`)
const ask = (email: string | null, { from = email ?? '', limit = site.limit } = {}) =>
  actOnNewsletter({ ...site, limit }, slug, { url: address(), email, from })
const press = (url: URL) => actOnNewsletter(site, slug, { url, email: null, from: '' })
const subscribers = () => db.subscriber.findMany({ where: { workspaceId } })

async function linkFor(email: string): Promise<URL> {
  const mail = await until(() => server.mails.findLast(({ to }) => to === email))
  const link = linksOf(mail).find(found => found.includes('newsletter.html'))
  if (!link) throw new Error('There is no link in the mail')
  return new URL(link)
}

describe('[OB46] subscribing', () => {
  test('takes a person to read the mail and to press; opening the link alone does nothing', async () => {
    expect((await loadIndex(site, slug)).body).toContain('<form class="sub" method="post"')
    expect((await ask('Ada@Example.org ')).body).toContain('Look into your mail')
    const link = await linkFor('ada@example.org')
    expect((await loadNewsletter(site, slug, link)).body).toContain('Yes, send me new posts')
    expect(await subscribers()).toMatchObject([{ email: 'ada@example.org', confirmedAt: null }])
    expect((await press(link)).body).toContain('You are subscribed')
    expect(await subscribers()).toMatchObject([{ email: 'ada@example.org', confirmedAt: expect.any(Date) }])
    expect((await press(link)).body).toContain('You are subscribed')
  })

  test('answers the same for every address, and mails none twice in a row', async () => {
    const first = await ask('bo@example.org')
    await linkFor('bo@example.org')
    const count = server.mails.length
    expect(await ask('bo@example.org')).toEqual(first)
    await press(await linkFor('bo@example.org'))
    expect(await ask('bo@example.org')).toEqual(first)
    expect(server.mails.length).toBe(count)
  })

  test('is refused for what is no address, and too often from one place', async () => {
    for (const email of [
      null,
      '',
      'x',
      'a@b',
      'a@example.org\r\nBcc: b@example.org',
      `${'a'.repeat(300)}@example.org`,
    ]) {
      expect((await ask(email, { from: 'wrong' })).status, String(email)).toBe(400)
    }
    const limit = createAskLimit()
    const statuses = []
    for (let index = 0; index < 12; index++) {
      statuses.push((await ask(`cy${index}@example.org`, { from: '192.0.2.9', limit })).status)
    }
    expect(statuses).toEqual([...Array(10).fill(200), 429, 429])
  })

  test('is not there without a newsletter that is switched on, or without mail', async () => {
    expect((await loadNewsletter({ ...site, mailer: null }, slug, address())).status).toBe(404)
    expect((await loadNewsletter(site, slug, address())).status).toBe(200)
    await db.channel.updateMany({ where: { workspaceId, kind: 'newsletter' }, data: { enabled: false } })
    expect((await loadNewsletter(site, slug, address())).status).toBe(404)
    expect((await ask('di@example.org')).status).toBe(404)
    expect((await loadIndex(site, slug)).body).not.toContain('<form')
    expect((await loadNewsletter(site, 'no-such', address())).status).toBe(404)
  })
})

describe('[OB47] leaving', () => {
  const add = () => db.subscriber.create({ data: { workspaceId, email: 'eve@example.org', confirmedAt: new Date() } })
  const leave = (id: string, what: 'confirm' | 'unsubscribe' = 'unsubscribe') =>
    address(`?do=unsubscribe&token=${subscriptionToken(id, what, authSecret)}`)

  test('is one press, by a person or a program, and forgets the address', async () => {
    const { id } = await add()
    expect((await loadNewsletter(site, slug, leave(id))).body).toContain('Stop the mail')
    expect(await subscribers()).toHaveLength(1)
    expect((await press(leave(id))).body).toContain('You are unsubscribed')
    expect(await subscribers()).toEqual([])
    expect((await press(leave(id))).status).toBe(200)
  })

  test('is nobody else’s: a link of another kind, person, workspace or making does nothing', async () => {
    const { id } = await add()
    const other = await addWorkspace(db, 'Other', {})
    const { slug: otherSlug } = await db.workspace.findUniqueOrThrow({ where: { id: other } })
    const forged = [
      leave(id, 'confirm'),
      address(`?do=unsubscribe&token=${id}.${'A'.repeat(43)}`),
      address('?do=unsubscribe&token=x'),
      address(`?do=unsubscribe&token=${subscriptionToken(id, 'unsubscribe', `${authSecret}.`)}`),
    ]
    for (const url of forged) {
      expect((await press(url)).status).toBe(404)
      expect((await loadNewsletter(site, slug, url)).status).toBe(404)
    }
    await actOnNewsletter(site, otherSlug, { url: leave(id), email: null, from: '' })
    expect(await subscribers()).toHaveLength(1)
  })

  test('its pages are kept by nobody, and send forms to this server alone', async () => {
    const { id } = await add()
    const response = toResponse(new Request(leave(id)), await loadNewsletter(site, slug, leave(id)))
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-security-policy')).toContain("form-action 'self'")
  })
})
