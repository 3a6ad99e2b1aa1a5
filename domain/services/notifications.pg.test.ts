import { describe, expect, test } from 'vitest'
import type { PostId, UserId } from '#domain/contract/ids.ts'
import { parseCursor } from '#domain/contract/inputs/lists.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { listNotifications } from '#domain/queries/notifications.ts'
import { countUnread } from '#domain/queries/unread.ts'
import { createDb } from '#prisma/client.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, storesOf } from '#tests/support/workspace.ts'
import { requireWorkspace } from './access.ts'
import { acceptInvitation, createInvitation } from './invitations.ts'
import { applyMarks, markRead } from './notification-marks.ts'
import { type Notice, notify } from './notifications.ts'

import { transact } from './transact.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)

/** More of them: `NOTICE_REPEATS=10000`. */
const REPEATS = Number(process.env.NOTICE_REPEATS ?? 300)

async function stage() {
  const team = await addTeam(database)
  const postId = await addDraft(stores, team)
  const { people, workspaceId } = team
  const of = (changes: Partial<Notice> & { post?: { id: PostId; title?: string } } = {}): Notice => ({
    kind: 'reply',
    severity: 'info',
    actorId: people.publisher.userId,
    to: [people.editor.userId, people.stranger.userId],
    dedupeKey: crypto.randomUUID(),
    ...changes,
    post: { id: changes.post?.id ?? postId, workspaceId, title: changes.post?.title ?? 'A buoy' },
  })
  const tell = (changes: Parameters<typeof of>[0] = {}, using = db) =>
    transact(using, (tx, emit) => notify(tx, emit, of(changes)))
  const rowsOf = async (userId: UserId = people.editor.userId) =>
    (await listNotifications(db, userId, { limit: 100, show: 'all' })).items
  return { ...team, team, postId, tell, rowsOf, me: people.editor.userId }
}

describe('being told', () => {
  test('[NT1] [PS15] one event is one notice a person, however many report it at the same moment; nobody outside hears', {
    timeout: 30_000 + REPEATS * 20,
  }, async () => {
    const { tell, rowsOf, people, me } = await stage()
    const clients = [db, ...Array.from({ length: 3 }, () => createDb(database.url, { connections: 8 }))]
    let left = REPEATS
    await Promise.all(
      Array.from({ length: 32 }, async (_, index) => {
        while (left-- > 0) await tell({ dedupeKey: 'the same' }, clients[index % clients.length])
      }),
    )
    await Promise.all(clients.slice(1).map(client => client.$disconnect()))
    expect(await rowsOf()).toMatchObject([{ count: 1, rev: 1 }])
    expect(await db.notice.count({ where: { userId: me } })).toBe(1)
    expect(await rowsOf(people.stranger.userId)).toEqual([])
    const events = await db.outbox.findMany({ where: { event: { path: ['userId'], equals: me } } })
    expect(events).toHaveLength(1)
  })

  test('[NT2] notices about one thread are one row: the last on top, who it was, how many, and it counts once', async () => {
    const { tell, rowsOf, people, me } = await stage()
    const threadId = crypto.randomUUID()
    const other = crypto.randomUUID()
    await tell({ threadId, body: 'one' })
    await tell({ threadId: other, body: 'elsewhere' })
    await tell({ threadId, body: 'two', actorId: people.admin.userId })
    await tell({ threadId, body: 'three' })
    expect(await rowsOf()).toMatchObject([
      { threadId, count: 3, body: 'three', title: 'Priya and Adam replied to you in “A buoy”' },
      { threadId: other, count: 1, title: 'Priya replied to you in “A buoy”' },
    ])
    expect(await countUnread(db, me)).toBe(2)
  })

  test('[NT2] comments of all threads of a post are one row; each kind has its own', async () => {
    const { tell, rowsOf } = await stage()
    await tell({ kind: 'comment', threadId: crypto.randomUUID() })
    await tell({ kind: 'comment', threadId: crypto.randomUUID() })
    await tell({ kind: 'approved', severity: 'success' })
    expect((await rowsOf()).map(({ kind, count }) => [kind, count])).toEqual([
      ['approved', 1],
      ['comment', 2],
    ])
  })

  test('[NT2] notices that come at once all count, in one row', async () => {
    const { tell, rowsOf, people } = await stage()
    const threadId = crypto.randomUUID()
    const actors = [people.publisher, people.admin, people.owner]
    await Promise.all(
      Array.from({ length: 24 }, (_, index) => tell({ threadId, actorId: actors[index % 3]?.userId ?? null })),
    )
    const [row, ...none] = await rowsOf()
    expect(none).toEqual([])
    expect(row).toMatchObject({ count: 24, rev: 24 })
    expect(row?.actors.map(({ name }) => name).sort()).toEqual(['Adam', 'Olga', 'Priya'])
  })

  test('[NT3] what was read or archived is unread again when something comes, and counts from there', async () => {
    const { tell, rowsOf, people, me } = await stage()
    const threadId = crypto.randomUUID()
    await tell({ threadId })
    await tell({ threadId })
    const [first] = await rowsOf()
    await markRead(db, me, { ids: [first?.id as never] })
    await tell({ threadId, actorId: people.admin.userId })
    const [again] = await rowsOf()
    expect(again).toMatchObject({ count: 1, readAt: null, title: 'Adam replied to you in “A buoy”' })
    expect((again?.at ?? '') > (first?.at ?? '')).toBe(true)
    await applyMarks(db, me, [{ ...markOf(again), archived: true }])
    expect(await rowsOf()).toEqual([])
    await tell({ threadId })
    expect(await rowsOf()).toMatchObject([{ id: first?.id, count: 1, readAt: null }])
  })

  test('[NT9] who joins is told to those who manage; the server’s own words are a row each', async () => {
    const team = await addTeam(database)
    const { people, workspaceId } = team
    const owner = await requireWorkspace(db, people.owner, workspaceId, 'manage')
    const { email } = await db.user.findUniqueOrThrow({ where: { id: people.stranger.userId } })
    const { id } = await createInvitation(db, owner, { email, role: 'editor' })
    await acceptInvitation(db, { invitationId: id, userId: people.stranger.userId })
    for (const who of [people.owner, people.admin]) {
      const { items } = await listNotifications(db, who.userId, { limit: 10, show: 'all' })
      expect(items).toMatchObject([{ kind: 'member_joined', title: 'Stan joined “Saltmarsh”', body: 'As editor' }])
    }
    expect(await countUnread(db, people.publisher.userId)).toBe(0)
  })

  test('[NT10] beyond so many in a minute, more is one row that counts; what needs somebody is never folded into it', async () => {
    const { tell, rowsOf } = await stage()
    const most = LIMITS.noticesPerMinute
    for (let index = 0; index < most + 25; index++) await tell({ threadId: crypto.randomUUID() })
    await tell({ kind: 'post_failed', severity: 'error' })
    const rows = await rowsOf()
    expect(rows.filter(({ kind }) => kind === 'reply')).toHaveLength(most)
    expect(rows.filter(({ kind }) => kind === 'burst')).toMatchObject([
      { count: 25, title: 'Much happened at once: 25 more notices', actors: [] },
    ])
    expect(rows[0]).toMatchObject({ kind: 'post_failed' })
    expect(rows).toHaveLength(most + 2)
  })
})

describe('marks', () => {
  test('[PS16] [NT5] reading up to a row reads what was there, and nothing that came to it since', async () => {
    const { tell, rowsOf, me, people } = await stage()
    const threadId = crypto.randomUUID()
    await tell({ kind: 'approved' })
    await tell({ threadId })
    const [shown, older] = await rowsOf()
    await tell({ threadId })
    expect(await markRead(db, me, { upTo: shown?.id as never, at: shown?.at })).toBe(1)
    expect(await rowsOf()).toMatchObject([{ id: shown?.id, readAt: null }, { id: older?.id }])
    const readAt = (await rowsOf())[1]?.readAt
    expect(readAt).not.toBeNull()
    expect(await markRead(db, me, { upTo: shown?.id as never })).toBe(0)
    expect((await rowsOf())[1]?.readAt).toBe(readAt)
    expect(await markRead(db, people.stranger.userId, { ids: [shown?.id as never] })).toBe(0)
  })

  test('[NT5] marks of an offline device move forward only', async () => {
    const { tell, rowsOf, me } = await stage()
    const threadId = crypto.randomUUID()
    await tell({ threadId })
    const [shown] = await rowsOf()
    expect(await applyMarks(db, me, [{ ...markOf(shown), read: true }])).toEqual({
      unread: 0,
      items: [{ id: shown?.id, rev: 2 }],
    })
    const [read] = await rowsOf()
    // Made unread here; read again there; an old mark of a third device changes nothing.
    await applyMarks(db, me, [{ ...markOf(read), read: false }])
    expect((await rowsOf())[0]?.readAt).toBeNull()
    await applyMarks(db, me, [{ ...markOf(shown), read: true }])
    expect((await applyMarks(db, me, [{ ...markOf(read), read: false }])).items).toEqual([])
    expect((await rowsOf())[0]?.readAt).not.toBeNull()
    await tell({ threadId })
    expect((await applyMarks(db, me, [{ ...markOf(read), read: true, archived: true }])).items).toEqual([])
    expect(await rowsOf()).toMatchObject([{ readAt: null, count: 1 }])
  })

  test('[NT7] an archived row counts for nothing and is found where archived ones are; undo brings it back as it was', async () => {
    const { tell, rowsOf, me, people } = await stage()
    await tell({})
    const [shown] = await rowsOf()
    const { unread, items } = await applyMarks(db, me, [{ ...markOf(shown), archived: true }])
    expect(unread).toBe(0)
    expect(await rowsOf()).toEqual([])
    const archived = await listNotifications(db, me, { limit: 10, show: 'archived' })
    expect(archived.items).toMatchObject([{ id: shown?.id, readAt: null, archivedAt: expect.any(String) }])
    const undo = { ...markOf(shown), rev: items[0]?.rev ?? 0, archived: false }
    expect((await applyMarks(db, people.stranger.userId, [undo])).items).toEqual([])
    expect((await applyMarks(db, me, [undo])).unread).toBe(1)
    expect(await rowsOf()).toMatchObject([{ id: shown?.id, readAt: null }])
  })

  test('[NT8] older ones come in pages, by what is chosen: unread, kinds, words in what was said or in a name', async () => {
    const { tell, me, people, team } = await stage()
    for (let index = 0; index < 5; index++) await tell({ threadId: crypto.randomUUID(), body: `number ${index}` })
    await tell({ kind: 'approved', post: { id: await addDraft(stores, team), title: '50 % off_shore' } })
    await tell({ kind: 'comment', actorId: people.admin.userId })
    const find = async (options: Partial<Parameters<typeof listNotifications>[2]>) =>
      (await listNotifications(db, me, { limit: 100, show: 'all', ...options })).items.length
    expect(await find({ kinds: ['reply', 'approved'] })).toBe(6)
    expect(await find({ q: 'NUMBER 3' })).toBe(1)
    expect(await find({ q: '%' })).toBe(1)
    expect(await find({ q: 'adam' })).toBe(1)
    expect(await find({ q: people.admin.userId })).toBe(0)
    const first = await listNotifications(db, me, { limit: 4, show: 'all' })
    await markRead(db, me, { ids: first.items.map(({ id }) => id as never) })
    expect(await find({ show: 'unread' })).toBe(3)
    const after = parseCursor(first.nextCursor ?? '') ?? undefined
    const second = await listNotifications(db, me, { limit: 4, show: 'all', after })
    const ids = [...first.items, ...second.items].map(({ id }) => id)
    expect([ids.length, new Set(ids).size, second.nextCursor]).toEqual([7, 7, null])
  })
})

function markOf(row: { id: string; at: string; rev: number } | undefined) {
  if (!row) throw new Error('no row')
  return { id: row.id as never, at: row.at, rev: row.rev }
}
