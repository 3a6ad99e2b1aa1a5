import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { MILESTONES } from '#domain/contract/engagement.ts'
import type { PostId, ReaderCommentId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { createLogger } from '#domain/logger.ts'
import { findFeed } from '#domain/queries/feed.ts'
import { requireReaderComment } from '#domain/services/access.ts'
import { addEngagement } from '#domain/services/engagement.ts'
import { forgetOld } from '#domain/services/forget-old.ts'
import { decideReaderComment } from '#domain/services/reader-comments.ts'
import { react, takeBack } from '#domain/services/reader-reactions.ts'
import { transact } from '#domain/services/transact.ts'
import { createVisitorNames } from '#domain/services/visitor.ts'
import { addPerson, addPublished, addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { createReaders } from './readers.ts'
import { createPublicSite } from './site.ts'

const { db } = await testDatabase()
const ORIGIN = 'https://galley.example'
const authSecret = 'a secret of at least 32 characters, for tests'
const site = createPublicSite({
  db,
  publicUrl: ORIGIN,
  authSecret,
  mailer: null,
  origins: [ORIGIN],
  logger: createLogger('test', 'silent'),
})

let userId: UserId
let workspaceId: WorkspaceId
let workspace: string
let postId: PostId
let slug: string
let channelId: string

beforeAll(async () => {
  userId = await addPerson(db, 'Mira')
})

beforeEach(async () => {
  workspaceId = await addWorkspace(db, 'Saltmarsh', { [userId]: 'publisher' })
  workspace = (await db.workspace.findUniqueOrThrow({ where: { id: workspaceId } })).slug
  const published = await addPublished(db, { workspaceId, userId, title: 'A buoy', markdown: 'It speaks.' })
  postId = published.postId
  slug = published.slug
  channelId = (await db.channel.findFirstOrThrow({ where: { workspaceId, kind: 'site' } })).id
})

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36'
let network = 0
const nextAddress = () => `2001:db8::${(network++).toString(16)}`

const pageOf = async () => (await site.fetch(new Request(`${ORIGIN}/p/${workspace}/${slug}`))).text()

function send(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams(fields).toString()
  return site.fetch(
    new Request(`${ORIGIN}/p/${workspace}/${slug}`, {
      method: 'POST',
      body,
      headers: {
        origin: ORIGIN,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(Buffer.byteLength(body)),
        'x-forwarded-for': nextAddress(),
        'user-agent': CHROME,
        ...headers,
      },
    }),
  )
}

/** The form of a reader who has read the post. */
async function about(fields: Record<string, string>) {
  const row = await db.post.findUniqueOrThrow({ where: { id: postId } })
  const found = await db.workspace.findUniqueOrThrow({ where: { id: workspaceId } })
  return {
    workspace: { id: workspaceId, name: 'Saltmarsh', slug: workspace, commentPolicy: found.commentPolicy as 'approve' },
    post: {
      id: postId,
      workspaceId,
      channelId,
      slug: row.slug,
      title: row.title,
      content: { type: 'doc' },
      cover: null,
      contentHash: '',
      tags: [],
      author: '',
      authorColor: 1,
      publishedAt: new Date(),
      versionAt: new Date(),
      version: 1,
    },
    fields: new URLSearchParams({ do: 'comment', ...fields }),
    visitor: crypto.randomUUID(),
    address: nextAddress(),
    sinceFirstMs: 60_000,
  }
}

const readers = createReaders({ db, authSecret })
const comment = async (fields: Record<string, string>) => readers.take(await about(fields))
const comments = () => db.readerComment.findMany({ where: { postId }, orderBy: { createdAt: 'asc' } })
const sums = () => db.postEngagement.findUnique({ where: { postId } })

async function decide(id: string, state: 'waiting' | 'shown' | 'hidden' | 'spam') {
  const principal = { userId, sessionId: null }
  await decideReaderComment(db, await requireReaderComment(db, principal, id as ReaderCommentId, 'publish'), state)
}

describe('reactions', () => {
  test('[EG1] are counted by a plain form, and the page that follows shows them', async () => {
    const sent = await send({ do: 'react', reaction: 'heart' })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `/p/${workspace}/${slug}#readers`])
    expect(await pageOf()).toContain('aria-label="Like it, 1 so far"')
  })

  test('[EG2] count once a reader and day, and can be taken back', async () => {
    const me = { 'x-forwarded-for': '192.0.2.7' }
    const presses = await Promise.all(Array.from({ length: 8 }, () => send({ do: 'react', reaction: 'clap' }, me)))
    expect(presses.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 303])
    expect(await sums()).toMatchObject({ reactions: 1 })
    expect(await (await send({ do: 'react', reaction: 'clap' }, me)).text()).toContain('Take it back')
    await send({ do: 'take-back', reaction: 'clap' }, me)
    expect(await sums()).toMatchObject({ reactions: 0 })
    expect(await pageOf()).toContain('aria-label="Well done, 0 so far"')
    expect(await takeBack(db, { postId, workspaceId }, { channelId, reaction: 'clap', visitor: 'nobody' })).toBe(false)
  })

  test('[EG3] from another site, or from nowhere, change nothing', async () => {
    for (const origin of ['https://evil.example', 'null', '', `${ORIGIN}.evil.example`]) {
      const refused = await send({ do: 'react', reaction: 'heart' }, { origin })
      expect([origin, refused.status]).toEqual([origin, 403])
    }
    expect(await sums()).toBeNull()
  })

  test('[EG4] that are none, too many, or on what is not public are refused', async () => {
    expect((await send({ do: 'react', reaction: 'poison' })).status).toBe(400)
    expect((await send({ do: 'nothing', reaction: 'heart' })).status).toBe(400)
    expect((await send({ do: 'react', reaction: 'heart', body: 'x'.repeat(LIMITS.readerFormBytes) })).status).toBe(413)
    const me = { 'x-forwarded-for': '192.0.2.8' }
    const statuses = []
    for (let count = 0; count <= LIMITS.readerReactionsPerMinute; count++) {
      statuses.push((await send({ do: count % 2 ? 'take-back' : 'react', reaction: 'heart' }, me)).status)
    }
    expect(statuses.at(-1)).toBe(429)
    await db.post.update({ where: { id: postId }, data: { state: 'archived' } })
    expect((await send({ do: 'react', reaction: 'heart' })).status).toBe(404)
    expect((await site.fetch(new Request(`${ORIGIN}/p/${workspace}`, { method: 'POST' }))).status).toBe(404)
  })
})

describe('comments', () => {
  test('[EG1] wait until somebody has read them, and are gone again when hidden', async () => {
    const words = { name: 'Ole <b>Kjær', body: 'Which cell did you choose?\r\n\r\n\r\n\r\n<script>alert(1)</script>' }
    expect((await comment(words)).body).toContain('Shown after an editor has read it.')
    expect(await pageOf()).not.toContain('Which cell')
    const [{ id, body } = { id: '', body: '' }] = await comments()
    expect(body).toBe('Which cell did you choose?\n\n<script>alert(1)</script>')
    await decide(id, 'shown')
    const page = await pageOf()
    expect(page).toContain('Ole &lt;b&gt;Kjær')
    expect(page).toContain('&lt;script&gt;alert(1)')
    expect(page).toContain('1 comment</h2>')
    await decide(id, 'hidden')
    expect(await pageOf()).not.toContain('Which cell')
  })

  test('[EG5] [CM431] are shown at once where the workspace wants it, but for those with a link; or none is taken', async () => {
    await db.workspace.update({ where: { id: workspaceId }, data: { commentPolicy: 'at_once' } })
    expect((await comment({ name: 'Ada', body: 'Good.' })).status).toBe(303)
    expect((await comment({ name: 'Ada', body: 'See www.example.org' })).body).toContain('after an editor has read it')
    expect((await comments()).map(({ state }) => state)).toEqual(['shown', 'waiting'])
    expect(await sums()).toMatchObject({ comments: 1, waiting: 1 })
    await db.workspace.update({ where: { id: workspaceId }, data: { commentPolicy: 'closed' } })
    const refused = await comment({ name: 'Ada', body: 'More <b>words' })
    expect(refused.status).toBe(403)
    expect(refused.body).toContain('<textarea readonly>More &lt;b&gt;words</textarea>')
    expect(await pageOf()).toContain('Comments are closed.')
    expect(await comments()).toHaveLength(2)
  })

  test('[EG4] that are out of order are not kept, and the reader is told why', async () => {
    const wrong: Record<string, string>[] = [
      { name: '', body: 'x' },
      { name: 'Ada', body: ' \n ' },
      { name: 'Ada', body: 'x'.repeat(LIMITS.readerCommentChars + 1) },
      { name: 'a'.repeat(LIMITS.readerNameChars + 1), body: 'x' },
      { name: 'www.spam.example', body: 'x' },
      { name: 'Ada', body: 'http://a.example https://b.example www.c.example' },
      { name: 'Ada', body: 'x', website: 'https://spam.example' },
    ]
    for (const fields of wrong) {
      const refused = await comment(fields)
      expect([fields, refused.status]).toEqual([fields, 400])
      expect(refused.body).toContain('Not sent yet')
    }
    expect(await comments()).toEqual([])
    await comment({ name: 'Ada', body: 'Once.' })
    expect((await comment({ name: 'Ada', body: ' Once. ' })).body).toContain('It is here already')
    expect(await comments()).toHaveLength(1)
  })

  test('[EG4] that come faster than anybody reads are asked about, and no other page’s answer counts', async () => {
    let nowMs = Date.now()
    const quick = createReaders({ db, authSecret, now: () => nowMs })
    const form = { ...(await about({ name: 'Ada', body: 'Fast.' })), sinceFirstMs: 300 }
    const asked = await quick.take(form)
    expect(asked.body).toContain('Not sent yet')
    const token = /name="token" value="([^"]+)"/.exec(asked.body)?.[1] ?? ''
    const again = (more: Record<string, string>, visitor = form.visitor) =>
      quick.take({
        ...form,
        visitor,
        fields: new URLSearchParams({ do: 'comment', name: 'Ada', body: 'Fast.', ...more }),
      })
    expect((await again({ token })).body).toContain('Not sent yet')
    nowMs += 3_000
    expect((await again({ token: `${token}x` })).body).toContain('Not sent yet')
    expect((await again({ token }, 'somebody else')).body).toContain('Not sent yet')
    expect(await comments()).toEqual([])
    expect((await again({ token })).body).toContain('Thank you')
    nowMs += 2 * 60 * 60_000
    expect((await again({ token, body: 'Later.' })).body).toContain('Not sent yet')
  })

  test('[EG4] [CM431] are bounded, and given back with the refusal: of one address, and waiting on one post', async () => {
    const address = nextAddress()
    const answers = []
    for (let count = 0; count <= LIMITS.readerCommentsPerHour; count++) {
      answers.push(await readers.take({ ...(await about({ name: 'Ada', body: `Words ${count}` })), address }))
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array(LIMITS.readerCommentsPerHour).fill(200), 429])
    expect(answers.at(-1)?.body).toContain(`>Words ${LIMITS.readerCommentsPerHour}</textarea>`)
    await db.readerComment.createMany({
      data: Array.from({ length: LIMITS.readerCommentsWaiting }, (_, index) => ({
        postId,
        workspaceId,
        name: 'Ada',
        body: 'x',
        bodyHash: String(index),
        state: 'waiting',
      })),
    })
    const full = await comment({ name: 'Ada', body: 'One more.' })
    expect(full.status).toBe(429)
    expect(full.body).toContain('>One more.</textarea>')
  })

  test('[EG6] are decided about once however often it is pressed, and every decision can be taken back', async () => {
    await comment({ name: 'Ada', body: 'Good.' })
    const [{ id } = { id: '' }] = await comments()
    await Promise.all([decide(id, 'shown'), decide(id, 'shown'), decide(id, 'shown')])
    expect(await sums()).toMatchObject({ comments: 1, waiting: 0 })
    for (const state of ['spam', 'waiting', 'hidden', 'shown', 'waiting'] as const) await decide(id, state)
    expect(await sums()).toMatchObject({ comments: 0, waiting: 1 })
    const log = await db.activity.findMany({ where: { postId }, orderBy: { at: 'asc' } })
    expect(log.filter(({ kind }) => kind.startsWith('reader_comment_')).map(({ kind }) => kind.slice(15))).toEqual([
      'shown',
      'spam',
      'waiting',
      'hidden',
      'shown',
      'waiting',
    ])
    expect(await comments()).toMatchObject([{ decidedById: userId, decidedAt: expect.any(Date) }])
  })
})

describe('what is kept and counted', () => {
  test('[EG7] of a reader nothing but their words: a reaction leaves a hash of that day, and no trace after it', async () => {
    await send({ do: 'react', reaction: 'heart' }, { 'x-forwarded-for': '192.0.2.55' })
    const everything = JSON.stringify([await db.readerMark.findMany({ where: { postId } }), await comments()])
    expect(everything).not.toMatch(/192\.0\.2\.55|Chrome/)
    const nameOf = createVisitorNames(authSecret)
    const reader = { address: '192.0.2.55', agent: CHROME }
    const today = new Date('2026-11-28T23:59:59Z')
    expect(nameOf(reader, today)).toBe(nameOf(reader, new Date('2026-11-28T00:00:00Z')))
    expect(nameOf(reader, today)).not.toBe(nameOf(reader, new Date('2026-11-29T00:00:00Z')))
    expect(createVisitorNames(`${authSecret}.`)(reader, today)).not.toBe(nameOf(reader, today))
    await forgetOld(db, new Date(Date.now() + 25 * 60 * 60_000))
    expect(await db.readerMark.count({ where: { postId } })).toBe(0)
    expect(await sums()).toMatchObject({ reactions: 1 })
  })

  test('[EG8] sums are what their parts add up to, whatever happens at once', async () => {
    const post = { postId, workspaceId }
    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const given = { channelId, reaction: index % 2 ? ('heart' as const) : ('clap' as const), visitor: `v${index}` }
        await react(db, post, given)
        if (index % 5 === 0) await takeBack(db, post, given)
      }),
    )
    const kinds = await db.readerReaction.findMany({ where: { postId } })
    const days = await db.engagementDay.findMany({ where: { postId } })
    expect(await sums()).toMatchObject({ reactions: 24 })
    expect(kinds.reduce((sum, { count }) => sum + count, 0)).toBe(24)
    expect(days.reduce((sum, { reactions }) => sum + reactions, 0)).toBe(24)
    expect(await db.readerMark.count({ where: { postId } })).toBe(24)
  })

  test('[EG9] milestones are told once each, however many cross them at once, and whatever is taken back', async () => {
    const post = { postId, workspaceId }
    const other = await db.channel.create({ data: { workspaceId, kind: 'demo', name: 'Elsewhere' } })
    const many = (reactions: number, channel = channelId) =>
      transact(db, (tx, emit) => addEngagement(tx, emit, post, { channelId: channel, reactions, showsOnSite: true }))
    const told = async () => {
      const rows = await db.notice.findMany({
        where: { userId, dedupeKey: { startsWith: `milestone:${postId}` } },
        orderBy: { at: 'asc' },
      })
      return rows.map(({ dedupeKey }) => Number(dedupeKey.split(':')[2]))
    }
    const sentence = async () =>
      [...(await findFeed(db, userId)).notifications.values()].find(notice => notice.postId === postId)?.title
    await Promise.all(Array.from({ length: 9 }, (_, index) => many(1, index % 2 ? channelId : other.id)))
    expect(await told()).toEqual([])
    await Promise.all([many(1), many(1, other.id), many(1)])
    expect(await told()).toEqual([10])
    expect(await sentence()).toBe('“A buoy” passed 10 reactions and comments')
    await many(-12)
    // Each of the others too is crossed by several at one moment.
    await Promise.all(Array.from({ length: 5 }, () => many(20)))
    expect(await told()).toEqual([10, 100])
    await Promise.all(Array.from({ length: 5 }, (_, index) => many(300, index % 2 ? channelId : other.id)))
    expect(await told()).toEqual([10, 100, 1_000])
    await Promise.all(Array.from({ length: 5 }, () => many(3_000)))
    expect(await db.engagementMilestone.count({ where: { postId } })).toBe(MILESTONES.length)
    expect(await told()).toEqual([...MILESTONES])
    expect(await sentence()).toBe('“A buoy” passed 10,000 reactions and comments')
    await Promise.all([many(-20_000), many(30_000)])
    expect(await told()).toEqual([...MILESTONES])
  })

  test('[EG10] the feed has it, from the transaction that did it', async () => {
    expect((await findFeed(db, userId)).posts.get(postId)?.readers).toBeUndefined()
    const before = await db.outbox.count()
    await send({ do: 'react', reaction: 'heart' })
    await comment({ name: 'Ada', body: 'Good.' })
    expect((await findFeed(db, userId)).posts.get(postId)?.readers).toEqual({
      views: 0,
      reactions: 1,
      comments: 0,
      waiting: 1,
    })
    const events = await db.outbox.findMany({ orderBy: { id: 'desc' }, take: (await db.outbox.count()) - before })
    expect(events.map(({ event }) => event)).toEqual(Array(2).fill({ type: 'engagement.changed', postId }))
  })
})
