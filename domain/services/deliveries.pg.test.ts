import { beforeEach, describe, expect, test } from 'vitest'
import { ChannelId, type PostId } from '#domain/contract/ids.ts'
import { toCommandCall } from '#domain/contract/inputs/posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, proofOf, SITE, storesOf } from '#tests/support/workspace.ts'
import { requirePost } from './access.ts'
import { askForLookUp, claimDelivery, type Outcome, recordDelivery, recordLookUp } from './deliveries.ts'
import { runCommand } from './lifecycle.ts'
import { STUCK_AFTER_MS, tellOfStuck } from './stuck-deliveries.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)
const team = await addTeam(database)
const second = await db.channel.create({ data: { workspaceId: team.workspaceId, kind: 'site', name: 'Second' } })

const PUBLISHED: Outcome = { kind: 'published', url: '/p/a' }
const REJECTED: Outcome = { kind: 'rejected', reason: 'It is too long.' }
const UNKNOWN: Outcome = { kind: 'unknown', reason: 'No answer in 60 s.' }

let postId: PostId

beforeEach(async () => {
  postId = await addDraft(stores, team)
  await run('publish', { channelIds: [team.channelId, second.id] })
})

async function run(command: 'publish' | 'retry' | 'confirm', input: object): Promise<void> {
  const proof = await proofOf(stores, team.people.publisher, postId)
  await runCommand(stores, proof, toCommandCall(command, input as never), SITE)
}

async function claimOn(channelId: string) {
  const row = await db.delivery.findFirstOrThrow({ where: { postId, channelId } })
  return claimDelivery(db, row.id)
}

async function answer(channelId: string, outcome: Outcome): Promise<boolean> {
  const claimed = await claimOn(channelId)
  return claimed !== null && recordDelivery(db, claimed, outcome)
}

const deliveryOn = (channelId: string) => db.delivery.findFirstOrThrow({ where: { postId, channelId } })
/** As if the wait were over. */
const waitIsOver = (channelId: string) =>
  db.delivery.updateMany({ where: { postId, channelId }, data: { nextTryAt: new Date(Date.now() - 1000) } })

const stateNow = async () => (await db.post.findUniqueOrThrow({ where: { id: postId } })).state

describe('deliveries', () => {
  test('[PS8] one of many workers gets a delivery; a late answer of an earlier attempt changes nothing', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claimOn(team.channelId)))
    const [first] = claims.filter(claim => claim !== null)
    expect(claims.filter(claim => claim !== null)).toHaveLength(1)
    if (!first) return
    const again = await claimDelivery(db, first.deliveryId, { again: true })
    expect(again).toMatchObject({ attempt: 2, idempotencyKey: first.idempotencyKey })
    expect(await recordDelivery(db, first, REJECTED)).toBe(false)
    expect(again && (await recordDelivery(db, again, PUBLISHED))).toBe(true)
    expect(again && (await recordDelivery(db, again, REJECTED))).toBe(false)
  })

  test('[PS9] the post is published when all are, partly when some failed', async () => {
    await answer(team.channelId, PUBLISHED)
    expect(await stateNow()).toBe('publishing')
    await answer(second.id, REJECTED)
    const post = await db.post.findUniqueOrThrow({ where: { id: postId } })
    expect(post).toMatchObject({ state: 'partly_published', liveVersionId: post.frozenVersionId })
    expect(post.publishedAt).not.toBeNull()
  })

  test('[PS9] answers that come at the same moment leave no post behind in publishing', async () => {
    await Promise.all([answer(team.channelId, PUBLISHED), answer(second.id, PUBLISHED)])
    expect(await stateNow()).toBe('published')
  })

  test('[PS10] what is not known is sent to nobody until a person has said', async () => {
    await answer(team.channelId, PUBLISHED)
    await answer(second.id, UNKNOWN)
    expect(await stateNow()).toBe('unconfirmed')
    expect(await claimOn(second.id)).toBeNull()
    await expect(run('retry', {})).rejects.toMatchObject({ code: 'invalid_transition' })
    await run('confirm', { channelId: second.id, outcome: 'failed' })
    expect(await stateNow()).toBe('partly_published')
  })

  test('[PS11] retry queues what failed and nothing else', async () => {
    await answer(team.channelId, PUBLISHED)
    await answer(second.id, REJECTED)
    await expect(run('retry', { channelId: team.channelId })).rejects.toMatchObject({ code: 'invalid_transition' })
    expect(await stateNow()).toBe('partly_published')
    await run('retry', {})
    const rows = await db.delivery.findMany({ where: { postId }, orderBy: { attempts: 'asc' } })
    expect(rows.map(({ state }) => state).sort()).toEqual(['published', 'queued'])
    await answer(second.id, PUBLISHED)
    expect(await stateNow()).toBe('published')
    expect(await db.delivery.findFirst({ where: { postId, channelId: second.id } })).toMatchObject({ attempts: 2 })
  })
})

const NOT_NOW: Outcome = { kind: 'rejected', reason: 'It is busy.', retryAfterMs: 1000 }

describe('[OB35] not done, and not now', () => {
  test('waits until then, stays queued and says so, and no job gets it before', async () => {
    await answer(team.channelId, PUBLISHED)
    const before = Date.now()
    await answer(second.id, NOT_NOW)
    const row = await deliveryOn(second.id)
    expect(row).toMatchObject({ state: 'queued', reason: 'It is busy.', attempts: 1 })
    expect(row.nextTryAt?.getTime()).toBeGreaterThan(before + 9000)
    expect(await stateNow()).toBe('publishing')
    expect(await claimOn(second.id)).toBeNull()
    await waitIsOver(second.id)
    expect(await answer(second.id, PUBLISHED)).toBe(true)
    expect(await deliveryOn(second.id)).toMatchObject({ state: 'published', nextTryAt: null, reason: null })
    expect(await stateNow()).toBe('published')
  })

  test('a few times, with growing waits; then it has failed, and a person who retries begins anew', async () => {
    await answer(team.channelId, PUBLISHED)
    const waits: number[] = []
    for (let tries = 0; tries < 5; tries++) {
      await waitIsOver(second.id)
      await answer(second.id, NOT_NOW)
      const { nextTryAt } = await deliveryOn(second.id)
      if (nextTryAt) waits.push(Math.round((nextTryAt.getTime() - Date.now()) / 1000))
    }
    expect(waits).toEqual([10, 30, 120, 300])
    expect(await deliveryOn(second.id)).toMatchObject({
      state: 'failed',
      reason: 'It is busy. Tried 5 times.',
      attempts: 5,
    })
    expect(await stateNow()).toBe('partly_published')
    await run('retry', { channelId: second.id })
    await answer(second.id, NOT_NOW)
    expect(await deliveryOn(second.id)).toMatchObject({ state: 'queued', attempts: 6 })
  })

  test('a channel that wants to be left alone for longer is told to a person', async () => {
    await answer(team.channelId, PUBLISHED)
    await answer(second.id, { ...NOT_NOW, retryAfterMs: 3_600_000 })
    expect(await deliveryOn(second.id)).toMatchObject({
      state: 'failed',
      reason: 'It is busy. It asks to come back in 60 min.',
      nextTryAt: null,
    })
  })

  test('a plain no and silence are not tried again', async () => {
    await answer(team.channelId, REJECTED)
    await answer(second.id, UNKNOWN)
    expect(await db.delivery.count({ where: { postId, nextTryAt: { not: null } } })).toBe(0)
    expect(await claimOn(team.channelId)).toBeNull()
    expect(await claimOn(second.id)).toBeNull()
  })
})

test('[OB45] an answer that comes after its attempt was given up is taken, unless a person has decided', async () => {
  await answer(team.channelId, PUBLISHED)
  const claimed = await claimOn(second.id)
  if (!claimed) throw new Error('It was not claimed')
  expect(await recordDelivery(db, claimed, UNKNOWN)).toBe(true)
  expect(await recordDelivery(db, claimed, UNKNOWN)).toBe(false)
  expect(await recordDelivery(db, claimed, NOT_NOW)).toBe(true)
  expect(await deliveryOn(second.id)).toMatchObject({ state: 'failed', nextTryAt: null })
  expect(await recordDelivery(db, claimed, PUBLISHED)).toBe(false)

  await run('retry', {})
  const again = await claimOn(second.id)
  if (!again) throw new Error('It was not claimed')
  await recordDelivery(db, again, UNKNOWN)
  expect(await recordDelivery(db, again, PUBLISHED)).toBe(true)
  expect(await stateNow()).toBe('published')
})

describe('[OB38] asking a channel about what is unconfirmed', () => {
  const ask = async (channelId: string) =>
    askForLookUp(db, await requirePost(db, team.people.publisher, postId, 'publish'), ChannelId.parse(channelId))

  beforeEach(async () => {
    await answer(team.channelId, PUBLISHED)
    await answer(second.id, UNKNOWN)
  })

  test('is announced for what is unconfirmed, and for nothing else', async () => {
    await ask(second.id)
    const { id } = await deliveryOn(second.id)
    const [event] = await db.outbox.findMany({ orderBy: { id: 'desc' }, take: 1 })
    expect(event?.event).toEqual({ type: 'delivery.asked', deliveryId: id, postId })
    await expect(ask(team.channelId)).rejects.toMatchObject({ code: 'invalid_transition' })
    await db.channel.update({ where: { id: second.id }, data: { kind: 'webhook' } })
    await expect(ask(second.id)).rejects.toMatchObject({ code: 'invalid_transition' })
    await db.channel.update({ where: { id: second.id }, data: { kind: 'site' } })
  })

  test('published, it is; absent, it has failed; and neither after a person has decided', async () => {
    const { id } = await deliveryOn(second.id)
    expect(await recordLookUp(db, id, { kind: 'unknown', reason: 'It does not know.' })).toBe(true)
    expect(await deliveryOn(second.id)).toMatchObject({ state: 'unconfirmed', reason: 'It does not know.' })
    expect(await recordLookUp(db, id, { kind: 'absent' })).toBe(true)
    expect(await stateNow()).toBe('partly_published')
    expect(await recordLookUp(db, id, { kind: 'published', url: null })).toBe(false)
    await run('retry', {})
    await answer(second.id, UNKNOWN)
    expect(await recordLookUp(db, id, { kind: 'published', url: 'https://example.org/a' })).toBe(true)
    expect(await deliveryOn(second.id)).toMatchObject({ state: 'published', url: 'https://example.org/a' })
    expect(await stateNow()).toBe('published')
  })
})

describe('[OB39] deliveries that are stuck', () => {
  beforeEach(() => db.post.deleteMany({ where: { id: { not: postId } } }))

  const later = (ms: number) => new Date(Date.now() + ms)
  const told = async () => {
    const rows = await db.notification.findMany({ where: { postId, kind: 'post_unconfirmed' } })
    return rows.map(({ userId }) => userId).sort()
  }

  test('are told once, to the author and to those who manage the workspace', async () => {
    expect(await tellOfStuck(db, later(STUCK_AFTER_MS - 5000))).toEqual([])
    const { id } = await deliveryOn(second.id)
    await answer(team.channelId, PUBLISHED)
    expect(await tellOfStuck(db, later(STUCK_AFTER_MS + 5000))).toEqual([id])
    expect(await tellOfStuck(db, later(STUCK_AFTER_MS + 5000))).toEqual([id])
    const { editor, admin, owner } = team.people
    expect(await told()).toEqual([editor, admin, owner].map(({ userId }) => userId).sort())
  })

  test('[OB420] however many there are, each raises the alert and is told', async () => {
    const { id, ...post } = await db.post.findUniqueOrThrow({ where: { id: postId } })
    const ids = Array.from({ length: 101 }, () => crypto.randomUUID())
    await db.post.createMany({ data: ids.map(other => ({ ...post, id: other, slug: other })) })
    await db.delivery.createMany({
      data: ids.map(other => ({ postId: other, channelId: second.id, versionId: id, idempotencyKey: other })),
    })
    const editor = team.people.editor.userId
    const count = () =>
      db.notification.count({ where: { userId: editor, postId: { in: ids }, kind: 'post_unconfirmed' } })
    expect(await tellOfStuck(db, later(STUCK_AFTER_MS + 5000))).toHaveLength(103)
    expect(await count()).toBe(101)
    expect(await tellOfStuck(db, later(STUCK_AFTER_MS + 5000))).toHaveLength(103)
    expect(await count()).toBe(101)
  })

  test('what waits for a next try, or for its time, is not stuck', async () => {
    await answer(team.channelId, PUBLISHED)
    await answer(second.id, { ...NOT_NOW, retryAfterMs: 10 * 60_000 })
    expect(await tellOfStuck(db, later(STUCK_AFTER_MS + 5000))).toEqual([])
    await db.post.update({ where: { id: postId }, data: { state: 'scheduled' } })
    await db.delivery.updateMany({ where: { postId, channelId: second.id }, data: { nextTryAt: null } })
    expect(await tellOfStuck(db, later(STUCK_AFTER_MS + 5000))).toEqual([])
  })
})
