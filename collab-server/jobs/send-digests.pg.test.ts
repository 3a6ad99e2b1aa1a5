import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { UserId } from '#domain/contract/ids.ts'
import { createMailer } from '#domain/mail/mailer.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { removeMember } from '#domain/services/members.ts'
import { readStopMailToken } from '#domain/services/notice-digest.ts'
import { writePreferences } from '#domain/services/notice-preferences.ts'
import { markRead } from '#domain/services/notification-marks.ts'
import { notify } from '#domain/services/notifications.ts'
import { transact } from '#domain/services/transact.ts'
import { linksOf, type MailServer, openMailServer } from '#tests/support/mail-server.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, storesOf, type TestWorkspace } from '#tests/support/workspace.ts'
import { sendDigests } from './send-digests.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)
const AUTH_SECRET = 'a secret of the tests, long enough'

describe('mail of unread notices', () => {
  let server: MailServer
  let team: TestWorkspace
  let me: UserId
  let postId: Awaited<ReturnType<typeof addDraft>>

  beforeEach(async () => {
    server = await openMailServer()
    team = await addTeam(database)
    me = team.people.editor.userId
    postId = await addDraft(stores, team)
  })
  afterEach(async () => {
    await db.notification.deleteMany()
    await server.close()
  })

  const tell = (kind: 'mention' | 'reply' | 'comment', body = '', to = [me]) =>
    transact(db, (tx, emit) =>
      notify(tx, emit, {
        kind,
        severity: 'info',
        post: { id: postId, workspaceId: team.workspaceId, title: 'A <b>buoy</b>' },
        actorId: team.people.publisher.userId,
        to,
        threadId: crypto.randomUUID(),
        dedupeKey: crypto.randomUUID(),
        body,
      }),
    )
  const letTimePass = () =>
    db.$executeRaw`update notification set "mailDueAt" = "mailDueAt" - interval '31 minutes' where "mailDueAt" is not null`
  async function round(signal = AbortSignal.timeout(20_000)): Promise<number> {
    const mailer = createMailer(server.url)
    try {
      const done = await sendDigests({
        db,
        mailer,
        logger: pino({ level: 'silent' }),
        publicUrl: 'https://write.example.org',
        authSecret: AUTH_SECRET,
        from: 'galley@write.example.org',
        signal,
      })
      return done?.people ?? 0
    } finally {
      mailer.close()
    }
  }

  test('[NT30] what is unread for half an hour goes out as one mail a person, with links to each place', async () => {
    await tell('mention', '“Can you look?”')
    await tell('reply', '“Yes.”')
    await round()
    expect(server.mails).toEqual([])
    await letTimePass()
    expect(await round()).toBe(1)
    const [mail, ...more] = server.mails
    expect(more).toEqual([])
    expect(mail?.raw).toContain('Subject: 2 unread notices')
    expect(mail?.raw).toContain('Priya mentioned you in')
    const links = mail ? linksOf(mail) : []
    expect(links.filter(link => link.includes(`/posts/${postId}?thread=`))).toHaveLength(2)
    expect(links).toContain('https://write.example.org/settings/notifications')
    expect(await round()).toBe(0)
  })

  test('[NT30] what was read, put away by choice, or is not wanted by mail, is in none', async () => {
    await tell('mention')
    await tell('comment')
    await letTimePass()
    const row = await db.notification.findFirstOrThrow({ where: { userId: me, kind: 'mention' } })
    await markRead(db, me, { ids: [row.id as never] })
    expect(await round()).toBe(0)
    await tell('reply')
    await letTimePass()
    await writePreferences(db, me, { topics: { replies: { mail: false } }, watchOnComment: true })
    expect(await round()).toBe(0)
    expect(server.mails).toEqual([])
  })

  test('[NT30] nobody is mailed about a post they cannot see any more', async () => {
    await tell('mention')
    await letTimePass()
    const owner = await requireWorkspace(db, team.people.owner, team.workspaceId, 'manage')
    await removeMember(db, owner, me)
    expect(await round()).toBe(0)
  })

  test('[NT31] however many rounds run at once, and wherever one breaks off, nobody gets it twice', async () => {
    const people = Object.values(team.people).map(({ userId }) => userId)
    await tell('mention', '', people)
    await letTimePass()
    await Promise.all([round(), round(), round()])
    const to = server.mails.map(mail => mail.to)
    expect(new Set(to).size).toBe(to.length)
    // All but whose doing it is not among those who are told: the stranger is in no workspace.
    expect(to).toHaveLength(6)
    server.treat(() => 'break')
    await tell('reply')
    await letTimePass()
    await round()
    server.treat(() => 'take')
    await letTimePass()
    await round()
    expect(server.mails).toHaveLength(7)
  })

  test('[NT31] a mail server that is busy or away has certainly not sent it: it goes out later', async () => {
    await tell('mention')
    await letTimePass()
    server.treat(() => 'busy')
    expect(await round()).toBe(0)
    server.treat(() => 'take')
    expect(await round()).toBe(0)
    await db.$executeRaw`update notification set "mailDueAt" = clock_timestamp() where "mailDueAt" is not null`
    expect(await round()).toBe(1)
  })

  test('[NT32] words of people are text in it, and its last link names whose mail it ends', async () => {
    await tell('mention', '<img src=x onerror=alert(1)> “quoted”')
    await letTimePass()
    await round()
    const [mail] = server.mails
    const html = mail?.raw.slice(mail.raw.indexOf('<!doctype')) ?? ''
    expect(html).not.toMatch(/<img|<b>buoy/)
    const stop = (mail ? linksOf(mail) : []).find(link => link.includes('/notices-by-mail'))
    const token = new URL(stop ?? '').searchParams.get('token') ?? ''
    expect(readStopMailToken(token, AUTH_SECRET)).toBe(me)
    expect(readStopMailToken(`${token}x`, AUTH_SECRET)).toBeNull()
    expect(readStopMailToken(token, 'another secret, as long as that one')).toBeNull()
    expect(mail?.raw).toMatch(/List-Unsubscribe-Post: List-Unsubscribe=One-Click/)
  })
})
