/** What was planned, when its time has come. */
import { expect, test } from 'vitest'
import { openDesk } from '#tests/support/desk.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addTeam, storesOf } from '#tests/support/workspace.ts'
import { databaseNow } from './database-clock.ts'
import { claimDelivery, recordDelivery } from './deliveries.ts'
import { publishDue } from './lifecycle.ts'

const desk = await openDesk()
const { draft, postRow, run, publish, schedule, answerAll } = desk

test('[PS8] what is due is begun once, however many look at once', async () => {
  const postId = await draft()
  await run(postId, schedule())
  const later = new Date(Date.now() + 120_000)
  const begun = await Promise.all(Array.from({ length: 5 }, () => publishDue(desk.stores, later)))
  expect(begun.flatMap(due => due.begun).filter(id => id === postId)).toHaveLength(1)
  expect((await postRow(postId)).state).toBe('publishing')
})

test('[PS9] what is scheduled again unchanged is published when due, and waits for nothing', async () => {
  const postId = await draft()
  await run(postId, publish())
  await answerAll(postId, { kind: 'published', url: '/p/x' })
  await run(postId, schedule())
  await publishDue(desk.stores, new Date(Date.now() + 120_000))
  expect(await postRow(postId)).toMatchObject({ state: 'published' })
})

test('[PS32] what was due while nothing ran goes out within the grace, in order; what is older is held, once', async () => {
  const { db, team } = desk
  await db.workspace.update({ where: { id: team.workspaceId }, data: { graceMinutes: 30 } })
  const now = Date.now()
  const due = async (minutesAgo: number) => {
    const postId = await draft()
    await run(postId, schedule())
    await db.post.update({ where: { id: postId }, data: { scheduledAt: new Date(now - minutesAgo * 60_000) } })
    return postId
  }
  const [second, missed, first] = [await due(5), await due(31), await due(29)]
  const looks = await Promise.all(Array.from({ length: 4 }, () => publishDue(desk.stores, new Date(now))))
  expect(looks.flatMap(({ begun }) => begun)).toEqual([first, second])
  expect(looks.flatMap(({ held }) => held)).toEqual([missed])
  expect(await postRow(missed)).toMatchObject({ state: 'scheduled', heldAt: new Date(now) })
  expect(await db.notification.count({ where: { postId: missed, kind: 'post_held' } })).toBe(2)
  expect(await publishDue(desk.stores, new Date(now + 1000))).toEqual({ begun: [], held: [] })

  await run(missed, schedule())
  expect(await postRow(missed)).toMatchObject({ state: 'scheduled', heldAt: null })
  await db.post.update({ where: { id: missed }, data: { heldAt: new Date() } })
  await run(missed, publish())
  expect(await postRow(missed)).toMatchObject({ state: 'publishing', heldAt: null, scheduledAt: null })
})

const POSTS = 1_000
/** Sent by two workers at once; all of them would take minutes on a busy machine. */
const SENT = 60

test('[OB62] a thousand posts that are due at once begin once each, and a delivery goes out once, however many look', async () => {
  const database = await testDatabase()
  const { db } = database
  const stores = storesOf(database)
  const { workspaceId, channelId, people } = await addTeam(database)
  const { userId } = people.publisher
  const now = await databaseNow(db)
  await db.$executeRaw`
    with made as (
      insert into post (id, "workspaceId", slug, state, title, "scheduledAt", "timeZone", "createdById", "changedById")
      select gen_random_uuid(), ${workspaceId}::uuid, 'due-' || n, 'scheduled', 'Due ' || n,
        ${now}::timestamptz - make_interval(secs => n / 100.0), 'UTC', ${userId}, ${userId}
      from generate_series(1, ${POSTS}) n returning id
    ), frozen as (
      insert into post_version (id, "postId", number, reason, state, content, "contentHash", title, "logSeq", "createdById")
      select gen_random_uuid(), id, 1, 'schedule', ''::bytea, '{}', '', 'Due', 1, ${userId} from made
      returning id, "postId"
    )
    insert into delivery (id, "postId", "channelId", "versionId", "idempotencyKey")
    select gen_random_uuid(), "postId", ${channelId}::uuid, id, "postId" || ':' || id from frozen`
  await db.$executeRaw`update post p set "frozenVersionId" = v.id from post_version v where v."postId" = p.id`

  // As many nodes as look at the same moment.
  const found = await Promise.all([1, 2, 3].map(() => publishDue(stores, now)))
  const begun = found.flatMap(one => one.begun)
  expect(begun).toHaveLength(POSTS)
  expect(new Set(begun).size).toBe(POSTS)

  expect(await db.outbox.count({ where: { event: { path: ['type'], equals: 'delivery.queued' } } })).toBe(POSTS)
  const deliveries = await db.delivery.findMany({ select: { id: true }, take: SENT })
  const works = async () => {
    let taken = 0
    for (const { id } of deliveries) {
      const claimed = await claimDelivery(db, id)
      if (!claimed) continue
      taken += 1
      await recordDelivery(db, claimed, { kind: 'published', url: null })
    }
    return taken
  }
  const taken = await Promise.all([works(), works()])
  expect(taken.reduce((sum, count) => sum + count, 0)).toBe(SENT)
  expect(await db.delivery.count({ where: { state: 'published', attempts: 1 } })).toBe(SENT)
  expect(await db.post.count({ where: { state: 'published' } })).toBe(SENT)
})
