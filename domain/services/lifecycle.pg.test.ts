/** Commands and the table: who may, what is refused, and one winner of any number who press at once. */
import { expect, test } from 'vitest'
import { type CommandCall, toCommandCall } from '#domain/contract/inputs/posts.ts'
import { type PostCommand, type PostState, TRANSITIONS } from '#domain/contract/post-status.ts'
import { openDesk } from '#tests/support/desk.ts'
import { CELLS, putInto, stateAfter } from '#tests/support/post-states.ts'
import { addDraft, addTeam, proofOf, SITE } from '#tests/support/workspace.ts'
import { runCommand } from './lifecycle.ts'

const desk = await openDesk()
const { db, stores, team, people, channelId, draft, approvedPost, postRow, run, publish, schedule, answerAll, type } =
  desk

/** Bodies that are right wherever the command is possible. */
function callOf(command: PostCommand, state: PostState): CommandCall {
  switch (command) {
    case 'schedule':
      return schedule()
    case 'publish':
      return publish()
    case 'confirm':
      return toCommandCall(command, {
        channelId: channelId as never,
        outcome: state === 'partly_published' ? 'left_out' : 'published',
      })
    default:
      return toCommandCall(command, {})
  }
}

test.each(CELLS)('[PS1] [PS2] in the database: $state + $command', async ({ state, command }) => {
  const postId = await approvedPost()
  await putInto(db, postId, state, desk)
  const before = await postRow(postId)
  const events = await db.outbox.count()
  const cell = TRANSITIONS[state][command]
  if ('refused' in cell) {
    await expect(run(postId, callOf(command, state))).rejects.toMatchObject({ code: 'invalid_transition' })
    expect(await postRow(postId)).toEqual(before)
    expect(await db.outbox.count()).toBe(events)
    return
  }
  await run(postId, callOf(command, state))
  const after = await postRow(postId)
  expect(after.state).toBe(stateAfter(state, command, cell.to))
  expect(after.rev).toBeGreaterThan(before.rev)
  expect(await db.outbox.count()).toBeGreaterThan(events)
})

test('[PS3] twenty people publish at once: one publish, one version, one delivery', async () => {
  const postId = await draft()
  const proof = await proofOf(stores, people.publisher, postId)
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => runCommand(stores, proof, publish(), SITE)))
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of results.filter(each => each.status === 'rejected')) {
    expect(result.reason).toMatchObject({
      code: 'rev_conflict',
      details: { post: { id: postId, state: 'publishing', rev: 2 } },
    })
  }
  expect(await db.postVersion.count({ where: { postId } })).toBe(1)
  expect(await db.delivery.count({ where: { postId } })).toBe(1)
})

test('[PS4] a stale rev is refused with the post as it is now', async () => {
  const postId = await draft()
  await run(postId, toCommandCall('submit', {}), people.editor)
  await expect(run(postId, toCommandCall('approve', {}), people.publisher, 1)).rejects.toMatchObject({
    code: 'rev_conflict',
    details: { post: { rev: 2, state: 'in_review' } },
  })
  await run(postId, toCommandCall('approve', {}), people.publisher, 2)
  expect(await postRow(postId)).toMatchObject({ state: 'approved', rev: 3, changedById: people.publisher.userId })
})

test('[PS14] nothing empty goes out', async () => {
  const noTitle = await addDraft(stores, team, { title: '', markdown: 'Text.' })
  const noText = await addDraft(stores, team, { title: 'Title', markdown: '' })
  for (const postId of [noTitle, noText]) {
    await expect(run(postId, publish())).rejects.toMatchObject({ code: 'nothing_to_publish' })
    expect((await postRow(postId)).state).toBe('draft')
  }
})

test('[PS2] channels of others, times that are over and zones that are none are refused', async () => {
  const postId = await draft()
  const foreign = await addTeam({ db })
  const at = new Date(Date.now() - 1000)
  for (const call of [
    publish(foreign.channelId),
    toCommandCall('schedule', { channelIds: [channelId] as never, at, timeZone: 'Europe/Berlin' }),
  ]) {
    await expect(run(postId, call)).rejects.toMatchObject({ code: 'invalid_input' })
  }
  expect(await postRow(postId)).toMatchObject({ state: 'draft', rev: 1 })
})

test('[AU2] who may not publish neither takes a published post off the site nor brings it back', async () => {
  const postId = await draft()
  await run(postId, publish())
  await answerAll(postId, { kind: 'published', url: '/p/x' })
  await run(postId, toCommandCall('archive', {}))
  await expect(run(postId, toCommandCall('restore', {}), people.editor)).rejects.toMatchObject({ code: 'forbidden' })
  await run(postId, toCommandCall('restore', {}))
  await run(postId, schedule())
  await type(postId, 'Newer.')
  await run(postId, toCommandCall('unschedule', {}))
  expect(await postRow(postId)).toMatchObject({ state: 'draft' })
  await expect(run(postId, toCommandCall('delete', {}), people.editor)).rejects.toMatchObject({ code: 'forbidden' })
})

test('[AU1] strangers find nothing, [AU2] low roles are refused', async () => {
  const postId = await draft()
  await expect(run(postId, publish(), people.stranger)).rejects.toMatchObject({ code: 'not_found' })
  await expect(run(postId, publish(), people.editor)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(run(postId, toCommandCall('submit', {}), people.viewer)).rejects.toMatchObject({ code: 'forbidden' })
})
