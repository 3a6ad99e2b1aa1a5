import { expect, test } from 'vitest'
import { toCommandCall } from '#domain/contract/inputs/posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, proofOf, SITE, storesOf } from '#tests/support/workspace.ts'
import { runCommand } from './lifecycle.ts'
import { keepWallTimes, momentOf, wallIn } from './wall-times.ts'

const NINE = new Date('2030-07-01T07:00:00Z')

test.each([
  ['Europe/Berlin', '2030-07-01T09:00'],
  ['Asia/Kathmandu', '2030-07-01T12:45'],
  ['America/Los_Angeles', '2030-07-01T00:00'],
])('[PS36] clocks in %s', (timeZone, wall) => {
  expect(wallIn(timeZone, NINE)).toBe(wall)
  expect(momentOf(wall, timeZone, NINE)).toEqual(NINE)
})

test('[PS36] of two moments with one clock it is the nearer one, and a time that is skipped is none', () => {
  const first = new Date('2030-10-27T00:30:00Z')
  const second = new Date('2030-10-27T01:30:00Z')
  for (const at of [first, second]) expect(momentOf('2030-10-27T02:30', 'Europe/Berlin', at)).toEqual(at)
  expect(momentOf('2030-03-31T02:30', 'Europe/Berlin', NINE)).toBeNull()
})

test('[PS36] a post that was planned under other rules keeps its clock, once; the others stay', async () => {
  const database = await testDatabase()
  const { db } = database
  const stores = storesOf(database)
  const team = await addTeam(database)
  const plan = async () => {
    const postId = await addDraft(stores, team)
    const call = toCommandCall('schedule', {
      at: NINE,
      timeZone: 'Europe/Berlin',
      channelIds: [team.channelId] as never,
    })
    await runCommand(stores, await proofOf(stores, team.people.publisher, postId), call, SITE)
    return postId
  }
  const [moved, stays] = [await plan(), await plan()]
  // As if it had been planned when summer time was still an hour less.
  const before = new Date('2030-07-01T08:00:00Z')
  await db.post.update({ where: { id: moved }, data: { scheduledAt: before } })
  expect(await keepWallTimes(db)).toEqual([moved])
  expect(await db.post.findUniqueOrThrow({ where: { id: moved } })).toMatchObject({ scheduledAt: NINE, rev: 3 })
  expect(await db.post.findUniqueOrThrow({ where: { id: stays } })).toMatchObject({ scheduledAt: NINE, rev: 2 })
  expect(await db.activity.count({ where: { postId: moved, kind: 'zone_rules_changed' } })).toBe(1)
  expect(await keepWallTimes(db)).toEqual([])
})
