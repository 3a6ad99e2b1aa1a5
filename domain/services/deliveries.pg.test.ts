import { beforeEach, describe, expect, test } from 'vitest'
import type { PostId } from '#domain/contract/ids.ts'
import { toCommandCall } from '#domain/contract/inputs/posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, proofOf, storesOf } from '#tests/support/workspace.ts'
import { claimDelivery, type Outcome, recordDelivery } from './deliveries.ts'
import { runCommand } from './lifecycle.ts'

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
  await runCommand(stores, proof, toCommandCall(command, input as never))
}

async function claimOn(channelId: string) {
  const row = await db.delivery.findFirstOrThrow({ where: { postId, channelId } })
  return claimDelivery(db, row.id)
}

async function answer(channelId: string, outcome: Outcome): Promise<boolean> {
  const claimed = await claimOn(channelId)
  return claimed !== null && recordDelivery(db, claimed, outcome)
}

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
