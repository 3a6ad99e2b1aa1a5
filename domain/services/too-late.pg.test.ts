import { expect, test } from 'vitest'
import type { PostId } from '#domain/contract/ids.ts'
import { type CommandCall, toCommandCall } from '#domain/contract/inputs/posts.ts'
import { TRANSITIONS } from '#domain/contract/post-status.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, proofOf, SITE, storesOf } from '#tests/support/workspace.ts'
import { publishDue, runCommand } from './lifecycle.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)
const team = await addTeam(database)
const { people, channelId } = team

const inAnHour = () => new Date(Date.now() + 3_600_000)
const later = () => new Date(Date.now() + 3_660_000)
const channelIds = [channelId] as never
const schedule = () => toCommandCall('schedule', { channelIds, at: inAnHour(), timeZone: 'Europe/Berlin' })
const calls = (): readonly CommandCall[] => [
  schedule(),
  toCommandCall('unschedule', {}),
  toCommandCall('publish', { channelIds }),
  toCommandCall('delete', {}),
  toCommandCall('archive', {}),
]

async function scheduled(): Promise<PostId> {
  const postId = await addDraft(stores, team)
  await runCommand(stores, await proofOf(stores, people.publisher, postId), schedule(), { ...SITE })
  return postId
}

const everythingOf = (postId: PostId) =>
  db.post.findUniqueOrThrow({ where: { id: postId }, include: { deliveries: true } })

function sentence({ command }: CommandCall): string {
  const cell = TRANSITIONS.publishing[command]
  if (!('refused' in cell)) throw new Error(`${command} is possible while publishing`)
  return cell.refused
}

test('[PS81] what was asked for before the job began, and comes after it, is told that it is too late; nothing changes', async () => {
  const postId = await scheduled()
  const before = await proofOf(stores, people.publisher, postId)
  await publishDue(stores, later())
  const begun = await everythingOf(postId)
  for (const call of calls()) {
    for (const rev of [before.rev, undefined]) {
      await expect(runCommand(stores, before, call, { rev, ...SITE })).rejects.toMatchObject({
        code: 'rev_conflict',
        message: sentence(call),
        details: { post: { state: 'publishing' } },
      })
    }
    const now = await proofOf(stores, people.publisher, postId)
    await expect(runCommand(stores, now, call, { rev: now.rev, ...SITE })).rejects.toMatchObject({
      code: 'invalid_transition',
      message: sentence(call),
    })
  }
  expect(await everythingOf(postId)).toEqual(begun)
})

test('[PS81] [PS3] a click and the job at the same moment: one of them wins, whole, and the click knows which', async () => {
  for (let round = 0; round < 4; round++) {
    for (const call of calls().filter(({ command }) => command !== 'publish' && command !== 'archive')) {
      const postId = await scheduled()
      const proof = await proofOf(stores, people.publisher, postId)
      const [click] = await Promise.allSettled([
        runCommand(stores, proof, call, { rev: proof.rev, ...SITE }),
        publishDue(stores, later()),
      ])
      await publishDue(stores, new Date())
      const { state, deliveries } = await everythingOf(postId)
      if (click.status === 'rejected') {
        expect(click.reason).toMatchObject({ code: 'rev_conflict', message: sentence(call) })
        expect([state, deliveries.length]).toEqual(['publishing', 1])
      } else if (call.command === 'schedule') {
        // Moved first: then the job, whose clock is later still, may have begun it at its new time.
        expect(['scheduled', 'publishing']).toContain(state)
      } else {
        expect([state, deliveries]).toEqual([call.command === 'delete' ? 'deleted' : 'draft', []])
      }
    }
  }
})
