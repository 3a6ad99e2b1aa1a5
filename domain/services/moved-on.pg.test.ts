import { expect, test } from 'vitest'
import type { Doc } from 'yjs'
import type { PostId } from '#domain/contract/ids.ts'
import { type CommandCall, toCommandCall } from '#domain/contract/inputs/posts.ts'
import { findFeedPosts } from '#domain/queries/feed.ts'
import { listPosts } from '#domain/queries/posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, proofOf, SITE, storesOf } from '#tests/support/workspace.ts'
import { requirePost, requireWorkspace } from './access.ts'
import { writeDocument } from './content.ts'
import { runCommand } from './lifecycle.ts'
import { recordTexts } from './posts.ts'
import { readPostText } from './versions.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)
const team = await addTeam(database)
const { people, channelId, workspaceId } = team

async function run(postId: PostId, call: CommandCall) {
  await runCommand(stores, await proofOf(stores, people.publisher, postId), call, { ...SITE })
}

async function change(postId: PostId, work: (doc: Doc) => void) {
  const post = await requirePost(db, people.editor, postId, 'edit')
  await writeDocument(stores, post, work, { kind: 'text_written' })
}

const setTags = (tags: string[] | null) => (doc: Doc) => {
  const fields = doc.getMap('fields')
  if (tags) fields.set('tags', tags)
  else fields.delete('tags')
}

async function inFeed(postId: PostId) {
  return (await findFeedPosts(db, [postId])).get(postId)?.changedSince
}

async function listed(postId: PostId) {
  const { items } = await listPosts(db, await requireWorkspace(db, people.viewer, workspaceId, 'read'), { limit: 100 })
  const post = items.find(({ id }) => id === postId)
  return [post?.changedSince, post?.approval?.stale]
}

const schedule = () =>
  toCommandCall('schedule', {
    channelIds: [channelId] as never,
    at: new Date(Date.now() + 3_600_000),
    timeZone: 'Europe/Berlin',
  })

test('[PS80] an approved post says that its text has changed since; undone, moved or decided anew it says what is so', async () => {
  const postId = await addDraft(stores, team)
  await run(postId, toCommandCall('submit', {}))
  await run(postId, toCommandCall('approve', {}))
  expect([await inFeed(postId), await listed(postId)]).toEqual([undefined, [null, false]])
  await change(postId, setTags(['salt']))
  expect([await inFeed(postId), await listed(postId)]).toEqual(['approval', ['approval', true]])
  await change(postId, setTags(null))
  expect([await inFeed(postId), await listed(postId)]).toEqual([undefined, [null, false]])
  await change(postId, setTags(['salt']))
  await run(postId, schedule())
  expect(await inFeed(postId)).toBe('approval')
  await run(postId, toCommandCall('unschedule', {}))
  expect([(await db.post.findUniqueOrThrow({ where: { id: postId } })).state, await inFeed(postId)]).toEqual([
    'draft',
    undefined,
  ])
  await run(postId, toCommandCall('submit', {}))
  await run(postId, toCommandCall('approve', {}))
  expect(await inFeed(postId)).toBe(undefined)
})

test('[PS80] a post that was scheduled without approval says so too, until it is scheduled with its new text', async () => {
  const postId = await addDraft(stores, team)
  await run(postId, schedule())
  expect(await inFeed(postId)).toBe(undefined)
  await change(postId, setTags(['salt']))
  expect([await inFeed(postId), await listed(postId)]).toEqual(['schedule', ['schedule', undefined]])
  await run(postId, schedule())
  expect(await inFeed(postId)).toBe(undefined)
})

test('[PS80] a text from before the approval that is recorded late makes nothing stale', async () => {
  const postId = await addDraft(stores, team)
  const before = await readPostText(stores.log, postId)
  await change(postId, setTags(['salt']))
  await run(postId, toCommandCall('submit', {}))
  await run(postId, toCommandCall('approve', {}))
  await db.post.update({ where: { id: postId }, data: { textSeq: 0 } })
  const { title, content, fields, logSeq: seq } = before
  await recordTexts(db, [{ postId, seq, title, excerpt: '', tags: [], content, fields }])
  expect(await inFeed(postId)).toBe(undefined)
})
