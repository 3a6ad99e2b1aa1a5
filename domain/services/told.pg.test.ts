/** What is told of a command: the notices of whom it concerns, and the activity log. */
import { expect, test } from 'vitest'
import type { PostId } from '#domain/contract/ids.ts'
import { toCommandCall } from '#domain/contract/inputs/posts.ts'
import { listPostActivity } from '#domain/queries/activity.ts'
import { openDesk } from '#tests/support/desk.ts'
import { proofOf } from '#tests/support/workspace.ts'

const { db, stores, people, channelId, draft, postRow, run, publish, schedule, answerAll } = await openDesk()

test('[PS33] each command is in the activity log, from its own transaction; what was refused is not', async () => {
  const postId = await draft()
  await run(postId, toCommandCall('submit', {}), people.editor)
  await run(postId, toCommandCall('approve', {}))
  await expect(run(postId, toCommandCall('unschedule', {}))).rejects.toThrow()
  await run(postId, publish())
  await answerAll(postId, { kind: 'published', url: '/p/x' })
  const proof = await proofOf(stores, people.viewer, postId)
  const { items } = await listPostActivity(db, proof, { limit: 50 })
  expect(items.map(({ kind, by, data }) => [kind, by?.name ?? null, data.from ?? null, data.to ?? null])).toEqual([
    ['published', null, null, null],
    ['publish', 'Priya', 'approved', 'publishing'],
    ['approve', 'Priya', 'in_review', 'approved'],
    ['submit', 'Ede', 'draft', 'in_review'],
    ['post_created', 'Ede', null, null],
  ])
  const page = await listPostActivity(db, proof, { limit: 2, by: people.publisher.userId })
  expect(page.items.map(({ kind }) => kind)).toEqual(['publish', 'approve'])
  expect((await listPostActivity(db, proof, { limit: 9, kind: ['submit'] })).items).toHaveLength(1)
})

test('[PS15] the right people hear of each step, once, and nobody outside', async () => {
  // What the tests before have told is no burst that this one is part of.
  await db.notice.deleteMany()
  const postId = await draft()
  const heard = async (kind: string) =>
    (await db.notification.findMany({ where: { postId, kind }, select: { userId: true } }))
      .map(row => row.userId)
      .sort()
  await run(postId, toCommandCall('submit', {}), people.editor)
  const reviewers = [people.owner, people.admin, people.publisher].map(({ userId }) => userId as string).sort()
  expect(await heard('review_requested')).toEqual(reviewers)
  await run(postId, toCommandCall('request-changes', {}))
  expect(await heard('changes_requested')).toEqual([people.editor.userId])
  await run(postId, toCommandCall('submit', {}), people.editor)
  await run(postId, toCommandCall('approve', {}))
  expect(await heard('approved')).toEqual([people.editor.userId])
  await run(postId, publish())
  await answerAll(postId, { kind: 'published', url: '/p/x/y' })
  expect(await heard('post_published')).toEqual([people.editor.userId, people.publisher.userId].sort())
})

test('[NT52] what is scheduled, failed and not known is told by what happened, with its time, channel and reason', async () => {
  await db.notice.deleteMany()
  const { name } = await db.channel.findUniqueOrThrow({ where: { id: channelId } })
  const toldOf = async (postId: PostId, kind: string) =>
    (await db.notification.findMany({ where: { postId, kind } })).map(({ userId, body, severity }) => ({
      userId: userId as string,
      body,
      severity,
    }))
  const scheduled = await draft()
  await run(scheduled, toCommandCall('submit', {}), people.editor)
  await run(scheduled, schedule())
  const { plannedWall, timeZone } = await postRow(scheduled)
  expect(await toldOf(scheduled, 'post_scheduled')).toEqual([
    { userId: people.editor.userId, body: `For ${plannedWall?.replace('T', ' ')}, ${timeZone}`, severity: 'info' },
  ])

  for (const [outcome, kind, severity] of [
    [{ kind: 'rejected', reason: 'The key is wrong' }, 'post_failed', 'error'],
    [{ kind: 'unknown', reason: 'No answer' }, 'post_unconfirmed', 'warning'],
  ] as const) {
    const postId = await draft()
    await run(postId, publish())
    await answerAll(postId, outcome)
    const told = await toldOf(postId, kind)
    expect(told.map(({ userId }) => userId)).toContain(people.publisher.userId)
    expect(new Set(told.map(({ body }) => body))).toEqual(new Set([`${name}: ${outcome.reason}`]))
    expect(new Set(told.map(row => row.severity))).toEqual(new Set([severity]))
    expect(told.map(({ userId }) => userId)).not.toContain(people.stranger.userId)
  }
})
