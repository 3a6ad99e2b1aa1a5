import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createMailer } from '#domain/mail/mailer.ts'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'
import { linksOf, type MailServer, openMailServer } from '#tests/support/mail-server.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { requestFor } from './channel.suite.ts'
import { createNewsletterChannel } from './newsletter.ts'

const { db } = await testDatabase()
const AUTH_SECRET = 'a secret of at least 32 characters, for tests'

let server: MailServer
let mailer: ReturnType<typeof createMailer>
let workspaceId: string
beforeEach(async () => {
  server = await openMailServer()
  mailer = createMailer(server.url)
  workspaceId = await addWorkspace(db, 'Saltmarsh', {})
  await db.newsletterMail.deleteMany()
})
afterEach(async () => {
  mailer.close()
  await server.close()
})
const closed = createMailer('smtp://127.0.0.1:9')
afterAll(() => closed.close())

const open = (change: { attemptMs?: number; mailer?: ReturnType<typeof createMailer> | null } = {}) =>
  createNewsletterChannel({ db, mailer, publicUrl: 'https://galley.example', authSecret: AUTH_SECRET, ...change })
const request = (change = {}) => requestFor({ workspaceId, settings: { from: 'news@saltmarsh.example' }, ...change })

async function subscribe(count: number): Promise<string[]> {
  const emails = Array.from({ length: count }, (_, index) => `reader${index}@example.org`)
  await db.subscriber.createMany({ data: emails.map(email => ({ workspaceId, email, confirmedAt: new Date() })) })
  return emails
}
const readers = () => server.mails.map(({ to }) => to).sort()

describe('the newsletter', () => {
  test('[OB46] goes to those who said yes, and to nobody else', async () => {
    const emails = await subscribe(3)
    await db.subscriber.create({ data: { workspaceId, email: 'asked@example.org' } })
    const other = await addWorkspace(db, 'Other', {})
    await db.subscriber.create({ data: { workspaceId: other, email: 'other@example.org', confirmedAt: new Date() } })
    expect(await open().publish(request())).toEqual({ kind: 'published', url: null })
    expect(readers()).toEqual(emails)
    const [mail] = server.mails
    expect(mail?.from).toBe('news@saltmarsh.example')
    expect(mail?.raw).toContain('Subject: A buoy')
    expect(mail?.raw).toContain('It speaks.')
    expect(mail?.raw).toContain('https://galley.example/p/saltmarsh/a-buoy')
  })

  test('[IM9] shows pictures as mail programs can, with whole addresses', async () => {
    await subscribe(1)
    const id = `${'k3'.repeat(13)}-960x640`
    const content = jsonFromMarkdown('A buoy', `![Red](/images/${id}/960.webp)`)
    await open().publish(request({ content }))
    const text = server.mails[0]?.raw.replaceAll('=\r\n', '') ?? ''
    expect(text).toContain(`src=3D"https://galley.example/images/${id}/share.jpg"`)
    expect(text).toContain(`![Red](https://galley.example/images/${id}/960.webp)`)
  })

  test('[OB47] each mail can be ended by a person and by a program', async () => {
    await subscribe(1)
    await open().publish(request())
    const [mail] = server.mails
    expect(mail?.raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
    expect(mail?.raw).toMatch(/List-Unsubscribe:\s*<https:\/\/galley\.example\/p\/saltmarsh\/newsletter\.html\?/)
    expect(mail && linksOf(mail).some(link => link.includes('do=unsubscribe'))).toBe(true)
  })

  test('[OB47] sent again it is nobody’s second, and another version is everybody’s first', async () => {
    const emails = await subscribe(20)
    await open().publish(request())
    expect(await open().publish(request({ attempt: 2 }))).toEqual({ kind: 'published', url: null })
    expect(await open().lookUp(request())).toEqual({ kind: 'published', url: null })
    expect(readers()).toEqual([...emails].sort())
    const other = request({ idempotencyKey: 'another' })
    expect(await open().lookUp(other)).toEqual({ kind: 'absent' })
    await open().publish(other)
    expect(server.mails).toHaveLength(40)
  })

  test('[OB47] out of time it says how far it came, and goes on there', async () => {
    const emails = await subscribe(30)
    expect(await open({ attemptMs: 0 }).publish(request())).toEqual({
      kind: 'rejected',
      reason: expect.stringMatching(/^Sent to \d+ of 30 so far\.$/),
      retryAfterMs: 0,
    })
    expect(await open().lookUp(request())).toEqual({ kind: 'absent' })
    expect(await open().publish(request({ attempt: 2 }))).toMatchObject({ kind: 'published' })
    expect(readers()).toEqual([...emails].sort())
  })

  test('[OB47] an address that is refused, or a break after one mail, is not tried again', async () => {
    const emails = await subscribe(3)
    server.treat(to => (to === emails[0] ? 'refuse' : to === emails[1] ? 'break' : 'take'))
    await open().publish(request())
    server.treat(() => 'take')
    expect(await open().publish(request({ attempt: 2 }))).toMatchObject({ kind: 'published' })
    expect(server.mails.filter(({ to }) => to === emails[1])).toHaveLength(1)
    expect(server.mails.some(({ to }) => to === emails[0])).toBe(false)
    expect(await db.newsletterMail.count({ where: { state: 'refused' } })).toBe(1)
  })

  test('a mail server that is away, or says "later", has nothing, and is tried later', async () => {
    await subscribe(2)
    expect(await open({ mailer: closed }).publish(request())).toMatchObject({ kind: 'rejected', retryAfterMs: 0 })
    server.treat(() => 'busy')
    expect(await open().publish(request())).toMatchObject({ kind: 'rejected', retryAfterMs: 0 })
    expect(await db.newsletterMail.count()).toBe(0)
    server.treat(() => 'refuse')
    expect(await open().publish(request())).toEqual({
      kind: 'rejected',
      reason: 'The mail server took it for none of 2 addresses.',
    })
  })

  test('without a mail server it says what to set', async () => {
    expect(await open({ mailer: null }).publish(request())).toMatchObject({
      reason: expect.stringContaining('SMTP_URL'),
    })
    const testing = { ...request(), channelName: 'News', testId: 'a' }
    expect(await open({ mailer: null }).test(testing)).toMatchObject({ works: false })
    expect(await open().test(testing)).toEqual({ works: true, words: 'The mail server lets Galley in.' })
    expect(await open({ mailer: closed }).test(testing)).toMatchObject({ works: false })
    expect(server.mails).toEqual([])
  })
})
