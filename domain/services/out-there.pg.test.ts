/** Where a post is out, channel by channel: what the rows, the site, the API and feeds say of it. */
import { expect, test } from 'vitest'
import { toCommandCall } from '#domain/contract/inputs/posts.ts'
import { findFeedPosts } from '#domain/queries/feed.ts'
import { getPost, getPostWithText } from '#domain/queries/posts.ts'
import { findSiteVersionId } from '#domain/queries/public-site.ts'
import { openDesk } from '#tests/support/desk.ts'
import { putInto } from '#tests/support/post-states.ts'
import { proofOf } from '#tests/support/workspace.ts'
import { claimDelivery, recordDelivery, recordLookUp } from './deliveries.ts'
import { publishDue } from './lifecycle.ts'

const desk = await openDesk()
const { db, stores, people, channelId, otherChannelId, draft, approvedPost, postRow, run } = desk
const { publish, schedule, answerAll, type } = desk

test('[PS13] delete cancels what waits and takes it off the site; restore leads to draft', async () => {
  const postId = await draft()
  await run(postId, schedule())
  await run(postId, toCommandCall('delete', {}))
  expect(await db.delivery.count({ where: { postId } })).toBe(0)
  expect((await publishDue(stores, new Date(Date.now() + 120_000))).begun).not.toContain(postId)
  expect(await postRow(postId)).toMatchObject({ state: 'deleted', liveVersionId: null, scheduledAt: null })
  await run(postId, toCommandCall('restore', {}))
  expect(await postRow(postId)).toMatchObject({ state: 'draft', deletedAt: null })
})

test('[PS223] a channel that failed is left out where the post is out on others, and nothing goes out for it', async () => {
  const postId = await draft()
  await run(postId, publish(channelId, otherChannelId))
  const rows = await db.delivery.findMany({ where: { postId } })
  for (const { id, channelId: to } of rows) {
    const claimed = await claimDelivery(db, id)
    if (!claimed) throw new Error('Nothing to claim')
    const no = { kind: 'rejected', reason: 'No.' } as const
    await recordDelivery(db, claimed, to === channelId ? no : { kind: 'published', url: null })
  }
  expect((await postRow(postId)).state).toBe('partly_published')
  const leaveOut = (id: string) =>
    run(postId, toCommandCall('confirm', { channelId: id as never, outcome: 'left_out' }))
  const before = await postRow(postId)
  await expect(leaveOut(otherChannelId)).rejects.toMatchObject({ code: 'invalid_transition' })
  expect(await postRow(postId)).toEqual(before)

  await type(postId, 'This is not to go out.')
  const queued = await db.outbox.count({ where: { event: { path: ['type'], equals: 'delivery.queued' } } })
  const notices = await db.notification.count({ where: { postId } })
  await leaveOut(channelId)
  const after = await postRow(postId)
  expect(after).toMatchObject({ state: 'published', frozenVersionId: before.frozenVersionId })
  expect(await db.delivery.findMany({ where: { postId } })).toMatchObject([{ channelId: otherChannelId }])
  expect(await db.outbox.count({ where: { event: { path: ['type'], equals: 'delivery.queued' } } })).toBe(queued)
  expect(await db.notification.count({ where: { postId } })).toBe(notices)
  await expect(leaveOut(channelId)).rejects.toMatchObject({ code: 'invalid_transition' })

  const nowhere = await approvedPost()
  await putInto(db, nowhere, 'failed', desk)
  const last = { channelId: channelId as never, outcome: 'left_out' } as const
  await expect(run(nowhere, toCommandCall('confirm', last))).rejects.toMatchObject({ code: 'invalid_transition' })
})

test('[PS280] what was on the site and in the bin is not there again until it is published there', async () => {
  const postId = await draft()
  const publishTo = (id: string) => run(postId, publish(id))
  await publishTo(channelId)
  await answerAll(postId, { kind: 'published', url: null })
  expect(await findSiteVersionId(db, postId)).not.toBeNull()
  await run(postId, toCommandCall('delete', {}))
  await run(postId, toCommandCall('restore', {}))
  expect((await getPostWithText(stores, await proofOf(stores, people.editor, postId))).deliveries).toEqual([])

  // The same text elsewhere, then another one.
  for (const words of ['', 'Other words.']) {
    if (words !== '') await type(postId, words)
    await publishTo(otherChannelId)
    await answerAll(postId, { kind: 'published', url: null })
    expect((await postRow(postId)).state).toBe('published')
    expect(await findSiteVersionId(db, postId)).toBeNull()
  }
  await publishTo(channelId)
  expect((await postRow(postId)).state).toBe('publishing')
  await answerAll(postId, { kind: 'published', url: null })
  expect(await findSiteVersionId(db, postId)).toBe((await postRow(postId)).frozenVersionId)
})

test('[PS412] of each channel API and feeds say what is out there, also where a later text went elsewhere', async () => {
  const postId = await draft()
  const publishTo = (...ids: string[]) => run(postId, publish(...ids))
  const told = async () => {
    const view = await getPost(db, await proofOf(stores, people.editor, postId))
    const inFeed = (await findFeedPosts(db, [postId])).get(postId)?.deliveries
    expect(inFeed).toEqual(view.deliveries.map(({ attempts: _, ...delivery }) => delivery))
    return Object.fromEntries(
      view.deliveries.map(({ kind, state, earlier }) => [kind, earlier ? `${state} before` : state]),
    )
  }
  await publishTo(channelId, otherChannelId)
  await answerAll(postId, { kind: 'published', url: null })
  await type(postId, 'Other words.')
  await publishTo(channelId)
  expect(await told()).toEqual({ site: 'queued', demo: 'published before' })
  await answerAll(postId, { kind: 'published', url: null })
  expect(await told()).toEqual({ site: 'published', demo: 'published before' })

  // What an earlier text did not bring there nobody can retry.
  await type(postId, 'Words that one channel refuses.')
  await publishTo(otherChannelId)
  await answerAll(postId, { kind: 'rejected', reason: 'No.' })
  expect(await told()).toEqual({ site: 'published before', demo: 'failed' })
  await type(postId, 'Words again.')
  await publishTo(channelId)
  expect(await told()).toEqual({ site: 'queued', demo: 'published before' })
})

test('[PS350] of an archived post API and feeds say that it is off the site, and give no link', async () => {
  const postId = await draft()
  await run(postId, publish(channelId, otherChannelId))
  await answerAll(postId, { kind: 'published', url: 'https://write.example/p/desk/post' })
  const told = async () => {
    const { deliveries } = await getPostWithText(stores, await proofOf(stores, people.editor, postId))
    const inFeed = (await findFeedPosts(db, [postId])).get(postId)?.deliveries ?? []
    const byKind = (rows: typeof inFeed) => Object.fromEntries(rows.map(({ kind, state, url }) => [kind, [state, url]]))
    expect(byKind(inFeed)).toEqual(byKind(deliveries))
    return byKind(inFeed)
  }
  const there = ['published', 'https://write.example/p/desk/post']
  expect(await told()).toEqual({ site: there, demo: there })
  await run(postId, toCommandCall('archive', {}))
  expect(await told()).toEqual({ site: ['off_site', null], demo: there })
  await run(postId, toCommandCall('restore', {}))
  expect(await told()).toEqual({ site: there, demo: there })
  await run(postId, toCommandCall('delete', {}))
  await run(postId, toCommandCall('restore', {}))
  expect(await told()).toEqual({ demo: there })
})

test.each(['deleted', 'draft'])(
  '[PS281] an answer that comes when the post is %s again is written down, and takes it nowhere',
  async state => {
    const postId = await draft()
    await run(postId, publish())
    const { id } = await db.delivery.findFirstOrThrow({ where: { postId } })
    const claimed = await claimDelivery(db, id)
    if (!claimed) throw new Error('It was not claimed')
    await db.channel.update({ where: { id: channelId }, data: { kind: 'demo' } })
    await recordDelivery(db, claimed, { kind: 'unknown', reason: 'No answer.' })
    await run(postId, toCommandCall('delete', {}))
    if (state === 'draft') await run(postId, toCommandCall('restore', {}))
    expect(await recordLookUp(db, id, { kind: 'unknown', reason: 'It does not know.' })).toBe(true)
    expect(await recordDelivery(db, claimed, { kind: 'published', url: 'https://radio.example/1' })).toBe(true)
    await db.channel.update({ where: { id: channelId }, data: { kind: 'site' } })
    expect(await postRow(postId)).toMatchObject({ state, liveVersionId: null, publishedAt: null })
    expect(await db.delivery.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: 'published' })
  },
)
