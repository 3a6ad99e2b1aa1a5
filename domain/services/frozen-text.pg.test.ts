/** Which text goes out: the one that was frozen, approved or scheduled, and not what was typed since. */
import { expect, test } from 'vitest'
import { applyUpdate, Doc, encodeStateVector, type XmlElement, type XmlText } from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import { toCommandCall } from '#domain/contract/inputs/posts.ts'
import { getPostWithText, listPosts } from '#domain/queries/posts.ts'
import { contentHash } from '#domain/text/hash.ts'
import { openDesk } from '#tests/support/desk.ts'
import { proofOf } from '#tests/support/workspace.ts'
import { requireWorkspace } from './access.ts'
import { readPostText } from './versions.ts'

const desk = await openDesk()
const { db, stores, team, people, channelId, draft, approvedPost, postRow, run, publish, schedule, answerAll, type } =
  desk

function docOf(state: Uint8Array): Doc {
  const doc = new Doc()
  applyUpdate(doc, state)
  return doc
}

test('[PS5] publish freezes the committed text with its hash; the same text again is the same version', async () => {
  const postId = await draft()
  await run(postId, publish())
  const text = await readPostText(stores.log, postId)
  const version = await db.postVersion.findFirstOrThrow({ where: { postId } })
  expect(version.contentHash).toBe(await contentHash(text.content))
  expect(version.contentHash).toBe(await contentHash(version.content))
  expect(encodeStateVector(docOf(version.state))).toEqual(encodeStateVector(docOf(text.state)))
  await answerAll(postId, { kind: 'published', url: '/p/x' })
  await run(postId, publish())
  expect(await postRow(postId)).toMatchObject({ state: 'published', contentHash: version.contentHash })
  expect(await db.postVersion.count({ where: { postId } })).toBe(1)
  await type(postId, 'More.')
  await run(postId, publish())
  expect(await postRow(postId)).toMatchObject({ state: 'publishing', liveVersionId: version.id })
  expect(await db.postVersion.count({ where: { postId } })).toBe(2)
})

test('[PS6] of an approved post the approved text goes out, not what was typed since', async () => {
  const postId = await approvedPost()
  const approved = await postRow(postId)
  await type(postId, 'Typed after the approval.')
  await run(postId, publish())
  expect(await postRow(postId)).toMatchObject({
    frozenVersionId: approved.approvedVersionId,
    contentHash: approved.contentHash,
  })
})

test('[PS6] what was approved once does not go out in place of what was scheduled since', async () => {
  const postId = await approvedPost()
  await run(postId, publish())
  await answerAll(postId, { kind: 'published', url: '/p/x' })
  const first = await postRow(postId)
  await type(postId, 'Newer.')
  await run(postId, schedule())
  const scheduled = await postRow(postId)
  expect(scheduled.contentHash).not.toBe(first.contentHash)
  await run(postId, publish())
  expect(await postRow(postId)).toMatchObject({
    state: 'publishing',
    frozenVersionId: scheduled.frozenVersionId,
    contentHash: scheduled.contentHash,
  })
})

test('[PS6] an approval that unscheduling ended does not come back', async () => {
  const postId = await approvedPost()
  await run(postId, schedule())
  await type(postId, 'Newer.')
  await run(postId, toCommandCall('unschedule', {}))
  await run(postId, schedule())
  const { contentHash } = await readPostText(stores.log, postId)
  await run(postId, publish())
  expect(await postRow(postId)).toMatchObject({ state: 'publishing', contentHash })
})

test('[PS7] a state vector ahead of the log is refused, one that it holds passes', async () => {
  const postId = await draft()
  const ahead = new Doc()
  ahead.getText('x').insert(0, 'not stored')
  const vectorOf = (doc: Doc) => Buffer.from(encodeStateVector(doc)).toString('base64')
  const call = (stateVector: string) => toCommandCall('publish', { channelIds: [channelId] as never, stateVector })
  await expect(run(postId, call(vectorOf(ahead)))).rejects.toMatchObject({ code: 'content_ahead' })
  await expect(run(postId, call('/////w=='))).rejects.toMatchObject({ code: 'invalid_input' })
  await run(postId, call(vectorOf(await type(postId, 'Stored.'))))
})

test('[PS12] unschedule leads to approved only while the text is the approved one', async () => {
  const postId = await approvedPost()
  await run(postId, schedule())
  expect(await db.delivery.count({ where: { postId, state: 'queued' } })).toBe(1)
  await run(postId, toCommandCall('unschedule', {}))
  expect(await postRow(postId)).toMatchObject({ state: 'approved', scheduledAt: null })
  expect(await db.delivery.count({ where: { postId } })).toBe(0)
  await run(postId, schedule())
  await type(postId, 'Newer.')
  await run(postId, toCommandCall('unschedule', {}))
  expect((await postRow(postId)).state).toBe('draft')
})

test('[PS30] an approval is of one version: a change makes it stale, a deletion too, undone it is good again', async () => {
  const postId = await approvedPost()
  const row = await postRow(postId)
  const look = async () => (await getPostWithText(stores, await proofOf(stores, people.viewer, postId))).approval
  expect(await look()).toEqual({
    versionId: row.approvedVersionId,
    version: 1,
    hash: row.contentHash,
    by: expect.objectContaining({ id: people.publisher.userId }),
    at: row.approvedAt?.toISOString(),
    stale: false,
  })
  const change = async (work: (doc: Doc) => void) => {
    const doc = docOf((await readPostText(stores.log, postId)).state)
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    doc.transact(() => work(doc))
    const clients = doc.store.clients.has(doc.clientID) ? [doc.clientID] : []
    for (const update of updates) {
      await stores.log.append({ doc: docName.post(postId), update, author: people.editor.userId, clients })
    }
  }
  // Lists do not look at the text: they know it where nothing was written since, and say so where they do not.
  const listed = async () => {
    const workspace = await requireWorkspace(db, people.publisher, team.workspaceId, 'read')
    const { items } = await listPosts(db, workspace, { limit: 100 })
    return items.find(({ id }) => id === postId)?.approval?.stale
  }
  expect(await listed()).toBe(false)
  const words = (doc: Doc) => (doc.getXmlFragment('body').get(1) as XmlElement).get(0) as XmlText
  await change(doc => words(doc).delete(0, 1))
  expect(await look()).toMatchObject({ stale: true })
  expect(await listed()).toBe(null)
  await change(doc => words(doc).insert(0, 'I'))
  expect(await look()).toMatchObject({ stale: false })
  await change(doc => doc.getMap('fields').set('tags', ['salt']))
  expect(await look()).toMatchObject({ stale: true })
  await change(doc => doc.getMap('fields').delete('tags'))
  expect(await look()).toMatchObject({ stale: false })
  await change(doc => ((doc.getXmlFragment('body').get(0) as XmlElement).get(0) as XmlText).insert(0, 'New '))
  expect(await look()).toMatchObject({ stale: true })
})

test('[PS31] with a stale approval the approved text goes out, or nothing, as the workspace has decided', async () => {
  const stale = async () => {
    const postId = await approvedPost()
    await type(postId, 'Typed after the approval.')
    return postId
  }
  const { workspaceId } = team
  await db.workspace.update({ where: { id: workspaceId }, data: { approvalPolicy: 'approve_again' } })
  const strict = await stale()
  for (const call of [publish(), schedule()]) {
    await expect(run(strict, call)).rejects.toMatchObject({ code: 'approval_stale' })
  }
  expect(await postRow(strict)).toMatchObject({ state: 'approved', rev: 3 })
  await run(strict, toCommandCall('approve', {}))
  await run(strict, publish())
  expect((await postRow(strict)).contentHash).toBe((await readPostText(stores.log, strict)).contentHash)

  await db.workspace.update({ where: { id: workspaceId }, data: { approvalPolicy: 'warn' } })
  const warned = await stale()
  const { contentHash: approved } = await postRow(warned)
  await run(warned, publish())
  expect(await postRow(warned)).toMatchObject({ state: 'publishing', contentHash: approved })
})
