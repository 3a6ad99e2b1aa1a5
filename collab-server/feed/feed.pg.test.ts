import { type DirectConnection, Hocuspocus } from '@hocuspocus/server'
import pg from 'pg'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { FeedNotification, FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { findLists } from '#domain/queries/workspace-lists.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { createChannel } from '#domain/services/channels.ts'
import { createInvitation, revokeInvitations } from '#domain/services/invitations.ts'
import { transact } from '#domain/services/transact.ts'
import { changeWorkspace } from '#domain/services/workspaces.ts'
import { follow } from '#tests/support/follow.ts'
import { knownDatabase } from '#tests/support/known-database.ts'
import { addPerson, addPost, addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { type Feed, startFeed } from './feed.ts'
import { projectionOf } from './projection.ts'

const { db, pool, url } = await testDatabase()

let feed: Feed
let hocuspocus: Hocuspocus
let connections: DirectConnection[] = []
let held: pg.Client[] = []

beforeEach(async () => {
  feed = startFeed({ db, databaseUrl: url, database: knownDatabase(), logger: pino({ level: 'silent' }) })
  hocuspocus = new Hocuspocus({ extensions: [feed.extension], quiet: true })
  await feed.started
})
afterEach(async () => {
  for (const client of held) await client.end()
  held = []
  for (const connection of connections) await connection.disconnect()
  connections = []
  await feed.stop()
})

async function openDocument(name: string) {
  const connection = await hocuspocus.openDirectConnection(name)
  connections.push(connection)
  const document = connection.document
  if (!document) throw new Error('closed already')
  return document
}

async function openFeed(userId: UserId) {
  const document = await openDocument(`feed:${userId}`)
  const { doc, updates, tab } = follow(document)
  return {
    document,
    tab,
    updates,
    posts: doc.getMap<FeedPost>('posts'),
    notifications: doc.getMap<FeedNotification>('notifications'),
    typing: doc.getMap('typing'),
    unread: () => doc.getMap<number>('totals').get('unread'),
    meta: doc.getMap('meta'),
  }
}

function changePost(postId: PostId, workspaceId: WorkspaceId, data: Parameters<typeof db.post.update>[0]['data']) {
  return transact(db, async (tx, emit) => {
    await tx.post.update({ where: { id: postId }, data: { rev: { increment: 1 }, updatedAt: new Date(), ...data } })
    emit({ type: 'post.changed', postId, workspaceId })
  })
}

function notifyPerson(userId: UserId, groupKey: string) {
  return transact(db, async (tx, emit) => {
    const row = await tx.notification.create({
      data: { userId, kind: 'approved', severity: 'success', subject: 'A buoy', groupKey },
    })
    emit({ type: 'notification.changed', userId, notificationId: row.id })
    return row.id
  })
}

/** A transaction that lasts until its connection ends. */
async function hold(statement: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  held.push(client)
  await client.connect()
  await client.query(`begin; ${statement}`)
  return client
}

async function countWaiting(table: string): Promise<number> {
  const { rows } = await pool.query(`select from pg_locks where relation = $1::regclass and not granted`, [table])
  return rows.length
}

describe('feed', () => {
  test('[FD1] it is built from the rows: posts of the person’s workspaces without the bin, notifications, totals', async () => {
    const mira = await addPerson(db, 'Mira')
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    const stranger = await addPerson(db, 'Stranger')
    const elsewhere = await addWorkspace(db, 'Elsewhere', { [stranger]: 'owner' })
    const postId = await addPost(db, { workspaceId, userId: mira, title: 'A buoy' })
    await addPost(db, { workspaceId, userId: mira, state: 'deleted' })
    await addPost(db, { workspaceId: elsewhere, userId: stranger })
    await notifyPerson(mira, 'one')

    const { posts, notifications, unread, meta } = await openFeed(mira)
    expect([...posts.keys()]).toEqual([postId])
    expect(posts.get(postId)).toMatchObject({
      workspaceId,
      state: 'draft',
      rev: 1,
      title: 'A buoy',
      by: { id: mira, name: 'Mira', color: 3 },
    })
    expect([...notifications.values()]).toMatchObject([{ kind: 'approved', count: 1, readAt: null }])
    expect(unread()).toBe(1)
    expect(meta.toJSON()).toMatchObject({ shape: 1, workspaceIds: [workspaceId] })
  })

  test('[FD2] a change shows in the feeds of members and in no other', async () => {
    const [mira, ole] = [await addPerson(db, 'Mira'), await addPerson(db, 'Ole')]
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    await addWorkspace(db, 'Elsewhere', { [ole]: 'owner' })
    const postId = await addPost(db, { workspaceId, userId: mira })
    const [hers, his] = [await openFeed(mira), await openFeed(ole)]

    await changePost(postId, workspaceId, { state: 'in_review', title: 'A new buoy' })
    await until(() => hers.posts.get(postId)?.state === 'in_review')
    expect(hers.posts.get(postId)).toMatchObject({ rev: 2, title: 'A new buoy' })
    expect(his.posts.size).toBe(0)

    await changePost(postId, workspaceId, { state: 'deleted' })
    await until(() => hers.posts.get(postId)?.deleted)
  })

  test('[FD3] the same event again writes nothing', async () => {
    const mira = await addPerson(db, 'Mira')
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    const postId = await addPost(db, { workspaceId, userId: mira })
    const { posts, updates } = await openFeed(mira)
    let seen = 0
    feed.subscribe(() => {
      seen += 1
    })
    for (let index = 0; index < 3; index++) {
      await transact(db, async (_tx, emit) => emit({ type: 'post.changed', postId, workspaceId }))
    }
    await until(() => seen === 3)
    await changePost(postId, workspaceId, { state: 'in_review' })
    await until(() => posts.get(postId)?.state === 'in_review')
    expect(updates()).toBe(1)
  })

  test('[FD6] notifications arrive with the count, and read marks reach the feed', async () => {
    const mira = await addPerson(db, 'Mira')
    const { notifications, unread } = await openFeed(mira)
    expect(unread()).toBe(0)
    const ids = [await notifyPerson(mira, 'one'), await notifyPerson(mira, 'two')]
    await until(() => unread() === 2 && notifications.size === 2)
    expect([...notifications.keys()].sort()).toEqual(ids.sort())

    await transact(db, async (tx, emit) => {
      await tx.notification.updateMany({ where: { userId: mira }, data: { readAt: new Date(), rev: { increment: 1 } } })
      emit({ type: 'notifications.read', userId: mira })
    })
    await until(() => unread() === 0)
    expect([...notifications.values()].every(one => one.readAt !== null)).toBe(true)
  })

  test('[FD5] who joins or leaves a workspace sees its posts come and go at once', async () => {
    const [mira, ole] = [await addPerson(db, 'Mira'), await addPerson(db, 'Ole')]
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    const postId = await addPost(db, { workspaceId, userId: mira })
    const his = await openFeed(ole)
    expect(his.posts.size).toBe(0)

    await transact(db, async (tx, emit) => {
      await tx.member.create({ data: { workspaceId, userId: ole, role: 'editor' } })
      emit({ type: 'membership.changed', workspaceId, userId: ole })
    })
    await until(() => his.posts.has(postId))
    expect(his.meta.get('workspaceIds')).toEqual([workspaceId])
    expect(his.meta.get('roles')).toEqual({ [workspaceId]: 'editor' })

    await transact(db, async (tx, emit) => {
      await tx.member.updateMany({ where: { workspaceId, userId: ole }, data: { role: 'viewer' } })
      emit({ type: 'membership.changed', workspaceId, userId: ole })
    })
    await until(() => JSON.stringify(his.meta.get('roles')) === JSON.stringify({ [workspaceId]: 'viewer' }))

    await transact(db, async (tx, emit) => {
      await tx.member.deleteMany({ where: { workspaceId, userId: ole } })
      emit({ type: 'membership.changed', workspaceId, userId: ole })
    })
    await until(() => his.posts.size === 0)
    await changePost(postId, workspaceId, { state: 'in_review' })
    const hers = await openFeed(mira)
    await until(() => hers.posts.get(postId)?.state === 'in_review')
    expect(his.posts.size).toBe(0)
  })

  test('[PS351] [FD351] what a workspace has decided shows in its members’ feeds at once, and in no others', async () => {
    const [mira, ole] = [await addPerson(db, 'Mira'), await addPerson(db, 'Ole')]
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    await addWorkspace(db, 'Elsewhere', { [ole]: 'owner' })
    const [hers, his] = [await openFeed(mira), await openFeed(ole)]
    const wordOf = ({ meta }: typeof hers) => JSON.stringify(meta.get('settings'))
    const [before, elsewhere] = [wordOf(hers), wordOf(his)]
    const workspace = await requireWorkspace(db, { userId: mira, sessionId: null }, workspaceId, 'manage')
    await changeWorkspace(db, workspace, { slots: { timeZone: 'UTC', times: [{ day: 1, time: '09:00' }] } })
    await until(() => wordOf(hers) !== before)
    expect(wordOf(his)).toBe(elsewhere)
  })

  test('[FD7] who has a post open shows in the list, and cursor moves write nothing', async () => {
    const mira = await addPerson(db, 'Mira')
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    const postId = await addPost(db, { workspaceId, userId: mira })
    const { posts, updates } = await openFeed(mira)
    const post = await openDocument(`post:${postId}`)
    const user = { id: mira, name: 'Mira', color: 'var(--p3)' }

    post.awareness.setLocalState({ user, mode: 'editing' })
    await until(() => posts.get(postId)?.viewers)
    expect(posts.get(postId)?.viewers).toEqual([{ id: mira, name: 'Mira', color: 3, mode: 'editing' }])

    const before = updates()
    for (let index = 0; index < 20; index++) post.awareness.setLocalStateField('cursor', { anchor: index })
    // A status change in between keeps the viewers.
    await changePost(postId, workspaceId, { state: 'in_review' })
    await until(() => posts.get(postId)?.state === 'in_review')
    expect(posts.get(postId)?.viewers).toHaveLength(1)

    post.awareness.setLocalState(null)
    await until(() => posts.get(postId)?.viewers === undefined)
    expect(updates()).toBe(before + 2)
  })

  test('[PR36] an entry says which of its viewers type, in whatever tab', async () => {
    const mira = await addPerson(db, 'Mira')
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    const postId = await addPost(db, { workspaceId, userId: mira, title: 'Tides' })
    const { typing, posts } = await openFeed(mira)
    const post = await openDocument(`post:${postId}`)
    const user = { id: mira, name: 'Mira', color: 'var(--p3)' }
    post.awareness.setLocalState({ user, mode: 'viewing', typing: true })
    await until(() => posts.get(postId)?.viewers)
    const viewers = posts.get(postId)?.viewers
    expect(viewers).toEqual([{ id: mira, name: 'Mira', color: 3, mode: 'viewing' }])
    expect(typing.get(postId)).toEqual([mira])
    post.awareness.setLocalState({ user, mode: 'viewing', typing: false })
    await until(() => !typing.has(postId))
    // A pause writes nothing but that: each feed of the workspace would carry it.
    expect(posts.get(postId)?.viewers).toBe(viewers)
  })

  test('[FD8] a feed holds the newest 500 posts', async () => {
    const mira = await addPerson(db, 'Mira')
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    await db.post.createMany({
      data: Array.from({ length: 520 }, (_, index) => ({
        workspaceId,
        slug: `p-${index}`,
        title: `Post ${index}`,
        createdById: mira,
        changedById: mira,
        updatedAt: new Date(Date.UTC(2026, 0, 1) + index * 60_000),
      })),
    })
    const { posts } = await openFeed(mira)
    expect(posts.size).toBe(500)
    const newest = await addPost(db, { workspaceId, userId: mira, title: 'Newest' })
    await changePost(newest, workspaceId, {})
    await until(() => posts.has(newest))
    expect(posts.size).toBe(500)
    expect([...posts.values()].some(post => post.title === 'Post 20')).toBe(false)
  })

  test('[FD36] a thread that begins or is resolved shows in the list at once', async () => {
    const mira = await addPerson(db, 'Mira')
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    const postId = await addPost(db, { workspaceId, userId: mira })
    const { posts } = await openFeed(mira)
    expect(posts.get(postId)?.openThreads).toBeUndefined()
    const threadId = await transact(db, async (tx, emit) => {
      const thread = await tx.thread.create({ data: { postId, createdById: mira } })
      emit({ type: 'discussion.changed', postId, threadId: thread.id })
      return thread.id
    })
    await until(() => posts.get(postId)?.openThreads === 1)
    await transact(db, async (tx, emit) => {
      await tx.thread.update({ where: { id: threadId }, data: { resolvedAt: new Date() } })
      emit({ type: 'discussion.changed', postId, threadId })
    })
    await until(() => posts.get(postId)?.openThreads === undefined)
  })

  test('[FD422] who is invited, and which channels there are, is told as it changes, as a page finds it', async () => {
    const mira = await addPerson(db, 'Mira')
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    const manager = await requireWorkspace(db, { userId: mira, sessionId: null }, workspaceId, 'manage')
    const { meta } = await openFeed(mira)
    const told = () => (meta.get('lists') as Record<string, string>)[workspaceId]
    const invite = () => createInvitation(db, manager, { email: 'ole@example.org', role: 'editor' })
    const url = 'https://radio.example.org'
    const radio = { workspaceId, kind: 'webhook', name: 'Radio', settings: { url } } as const
    const addChannel = () => createChannel(db, manager, radio, 'secret')
    for (const change of [invite, () => revokeInvitations(db, manager, 'ole@example.org'), addChannel]) {
      const before = told()
      await change()
      await until(() => told() !== before)
      expect(await findLists(db, [workspaceId])).toEqual({ [workspaceId]: told() })
    }
  })

  test('[FD9] a feed that is opened while things change misses none of it', async () => {
    const mira = await addPerson(db, 'Mira')
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    const postIds = await Promise.all(Array.from({ length: 20 }, () => addPost(db, { workspaceId, userId: mira })))
    const changing = (async () => {
      for (const postId of postIds) await changePost(postId, workspaceId, { state: 'in_review' })
    })()
    const { posts } = await openFeed(mira)
    await changing
    await until(() => [...posts.values()].every(post => post.state === 'in_review'))
    expect(posts.size).toBe(20)
  })

  test('[FD300] who comes to a post while a feed is being built is in it when it stands', async () => {
    const [mira, ole] = [await addPerson(db, 'Mira'), await addPerson(db, 'Ole')]
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner', [ole]: 'editor' })
    const [changed, visited] = [
      await addPost(db, { workspaceId, userId: mira }),
      await addPost(db, { workspaceId, userId: mira }),
    ]
    const his = await openFeed(ole)
    const visit = await openDocument(`post:${visited}`)

    // An older transaction holds the news up until hers is being built; then the rows that the news asks for are held up.
    const older = await hold('select pg_current_xact_id()')
    await changePost(changed, workspaceId, {})
    const notifications = await hold('lock table notification in access exclusive mode')
    const opening = openFeed(mira)
    await until(async () => (await countWaiting('notification')) > 0)
    const posts = await hold('lock table post in access exclusive mode')
    await older.end()
    await until(async () => (await countWaiting('post')) === 1)
    await notifications.end()
    await until(async () => (await countWaiting('post')) === 2)

    visit.awareness.setLocalState({ user: { id: ole, name: 'Ole', color: 'var(--p3)' }, mode: 'viewing' })
    await until(() => his.posts.get(visited)?.viewers)
    await posts.end()
    const hers = await opening
    expect(hers.posts.get(visited)?.viewers).toMatchObject([{ id: ole }])
  })

  test('[FD10] a feed that has outgrown its limit is closed with feed_rotated, and is small when it is opened again', async () => {
    const mira = await addPerson(db, 'Mira')
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    const postId = await addPost(db, { workspaceId, userId: mira })
    const { document, tab } = await openFeed(mira)
    const reasons: unknown[] = []
    tab.onClose((_document, event) => reasons.push(event?.reason))

    const ballast = projectionOf(document)?.map('ballast')
    for (let index = 0; index < 20; index++) ballast?.set(`${index}`, 'x'.repeat(100_000))
    await changePost(postId, workspaceId, { state: 'in_review' })
    await until(() => reasons.length > 0)
    expect(reasons).toEqual(['feed_rotated'])

    for (const connection of connections.splice(0)) await connection.disconnect()
    await until(() => !hocuspocus.documents.has(`feed:${mira}`))
    const again = await openFeed(mira)
    expect(again.posts.get(postId)?.state).toBe('in_review')
    expect(projectionOf(again.document)?.bytes()).toBeLessThan(2_000)
  })

  test('[FD11] presence documents begin empty', async () => {
    const document = await openDocument(`presence:${crypto.randomUUID()}`)
    expect(document.store.clients.size).toBe(0)
  })
})
