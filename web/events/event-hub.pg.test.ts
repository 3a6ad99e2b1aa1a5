import pino from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import type { PostId, SessionId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { transact } from '#domain/services/transact.ts'
import { knownDatabase } from '#tests/support/known-database.ts'
import { addPerson, addPost, addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { createEventHub, type EventHub, type EventHubOptions } from './event-hub.ts'

const { db, url } = await testDatabase()
const hubs: EventHub[] = []

afterEach(async () => {
  await Promise.all(hubs.splice(0).map(hub => hub.stop()))
})

function startHub(options: Partial<EventHubOptions> = {}): EventHub {
  const hub = createEventHub({
    db,
    databaseUrl: url,
    database: knownDatabase(),
    logger: pino({ level: 'silent' }),
    lingerMs: 0,
    ...options,
  })
  hubs.push(hub)
  return hub
}

type Event = { readonly event: string; readonly data: Record<string, unknown> }

/** Reads a stream as a program would. */
async function listen(hub: EventHub, userId: UserId, sessionId: string | null = null) {
  const body = await hub.open({ userId, sessionId: sessionId as SessionId | null })
  const events: Event[] = []
  let text = ''
  let hasEnded = false
  let comments = 0
  const reader = body.getReader()
  const decoder = new TextDecoder()
  void (async () => {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) break
      text += decoder.decode(value, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        if (block.startsWith(':')) comments += 1
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
        if (event && data) events.push({ event, data: JSON.parse(data) })
      }
    }
    hasEnded = true
  })()
  return {
    events,
    names: () => events.map(({ event }) => event),
    hasEnded: () => hasEnded,
    comments: () => comments,
    leave: () => reader.cancel(),
  }
}

function changePost(postId: PostId, workspaceId: WorkspaceId, data: Parameters<typeof db.post.update>[0]['data']) {
  return transact(db, async (tx, emit) => {
    await tx.post.update({ where: { id: postId }, data: { rev: { increment: 1 }, updatedAt: new Date(), ...data } })
    emit({ type: 'post.changed', postId, workspaceId })
  })
}

async function readersInDatabase(): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and application_name = 'galley outbox reader'`
  return row?.count ?? 0
}

describe('streams of events', () => {
  test('[CN120] begin with the feed, then bring what happens in one’s workspaces and in no others', async () => {
    const [mira, ole] = [await addPerson(db, 'Mira'), await addPerson(db, 'Ole')]
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    await addWorkspace(db, 'Elsewhere', { [ole]: 'owner' })
    const postId = await addPost(db, { workspaceId, userId: mira, title: 'A buoy' })
    const hub = startHub()
    const [hers, his] = [await listen(hub, mira), await listen(hub, ole)]
    await until(() => hers.events.length === 1 && his.events.length === 1)
    expect(hers.events[0]).toMatchObject({
      event: 'snapshot',
      data: {
        posts: { [postId]: { title: 'A buoy', rev: 1 } },
        totals: { unread: 0 },
        meta: { roles: { [workspaceId]: 'owner' } },
      },
    })

    await changePost(postId, workspaceId, { state: 'publishing' })
    await changePost(postId, workspaceId, { state: 'published' })
    await until(() => hers.names().includes('post:published'))
    expect(hers.names().filter(name => name === 'post:published')).toHaveLength(1)
    expect(hers.events.find(({ event }) => event === 'post:published')?.data).toMatchObject({
      postId,
      post: { state: 'published', rev: 3 },
    })
    expect(his.names()).toEqual(['snapshot'])
  })

  test('[CN120] miss nothing of what changes while they begin', async () => {
    const mira = await addPerson(db, 'Mira')
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    const postIds = await Promise.all(Array.from({ length: 10 }, () => addPost(db, { workspaceId, userId: mira })))
    const changing = Promise.all(postIds.map(id => changePost(id, workspaceId, { state: 'in_review' })))
    const hers = await listen(startHub(), mira)
    await changing
    const seen = () => {
      const posts: Record<string, { state?: string } | null> = {}
      for (const { data } of hers.events) Object.assign(posts, data.posts)
      return postIds.every(id => posts[id]?.state === 'in_review')
    }
    await until(seen)
  })

  test('[CN122] end with the session or token that opened them, and with nobody else’s', async () => {
    const mira = await addPerson(db, 'Mira')
    const hub = startHub()
    const [laptop, phone] = [await listen(hub, mira, 'laptop'), await listen(hub, mira, 'phone')]
    await transact(db, async (_tx, emit) => emit({ type: 'session.ended', userId: mira, sessionId: 'laptop' }))
    await until(laptop.hasEnded)
    expect(phone.hasEnded()).toBe(false)
    expect(hub.count()).toBe(1)
  })

  test('[CN122] are few for each person, and send something while nothing happens', async () => {
    const mira = await addPerson(db, 'Mira')
    const hub = startHub({ heartbeatMs: 20 })
    const all = await Promise.all(Array.from({ length: LIMITS.eventStreamsPerUser }, () => listen(hub, mira)))
    await expect(listen(hub, mira)).rejects.toMatchObject({ code: 'rate_limited' })
    await until(() => all.every(one => one.comments() > 1))
    await Promise.all(all.map(one => one.leave()))
  })

  test('[CN122] end after their time', async () => {
    const hub = startHub({ lifeMs: 400 })
    const hers = await listen(hub, await addPerson(db, 'Mira'))
    await until(() => hers.hasEnded())
    expect(hub.count()).toBe(0)
  })

  test('[CN122] that nobody reads any more cost nothing: the outbox is let alone', async () => {
    const mira = await addPerson(db, 'Mira')
    const hub = startHub()
    expect(await readersInDatabase()).toBe(0)
    const hers = await listen(hub, mira)
    await until(async () => (await readersInDatabase()) === 1)
    await hers.leave()
    expect(hub.count()).toBe(0)
    await until(async () => (await readersInDatabase()) === 0)
  })

  test('[CN122] whose reader takes nothing are let go of', async () => {
    const mira = await addPerson(db, 'Mira')
    const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira]: 'owner' })
    const postId = await addPost(db, { workspaceId, userId: mira })
    const hub = startHub()
    const witness = await listen(hub, mira)
    const body = await hub.open({ userId: mira, sessionId: null })
    for (let index = 0; index < 12 && hub.count() > 1; index += 1) {
      const title = `${index} ${'x'.repeat(400_000)}`
      await changePost(postId, workspaceId, { title })
      await until(() => JSON.stringify(witness.events.at(-1)?.data).includes(title))
    }
    expect(hub.count()).toBe(1)
    await body.cancel()
  })
})
