import { expect, test } from 'vitest'
import { testDatabase } from '#tests/support/postgres.ts'
import { addTeam, storesOf } from '#tests/support/workspace.ts'
import { databaseNow } from './database-clock.ts'
import { claimDelivery, recordDelivery } from './deliveries.ts'
import { publishDue } from './lifecycle.ts'

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
