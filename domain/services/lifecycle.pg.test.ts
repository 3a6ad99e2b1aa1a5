import { describe, expect, test } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector, XmlElement, XmlText } from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId } from '#domain/contract/ids.ts'
import { type CommandCall, toCommandCall } from '#domain/contract/inputs/posts.ts'
import {
  type DeliveryState,
  POST_COMMANDS,
  POST_STATES,
  type PostCommand,
  type PostState,
  TRANSITIONS,
} from '#domain/contract/post-status.ts'
import { listPostActivity } from '#domain/queries/activity.ts'
import { findFeedPosts } from '#domain/queries/feed.ts'
import { getPost, getPostWithText, listPosts } from '#domain/queries/posts.ts'
import { findSiteVersionId } from '#domain/queries/public-site.ts'
import { contentHash } from '#domain/text/hash.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, proofOf, SITE, storesOf } from '#tests/support/workspace.ts'
import { requireWorkspace } from './access.ts'
import { claimDelivery, type Outcome, recordDelivery, recordLookUp } from './deliveries.ts'
import { publishDue, runCommand } from './lifecycle.ts'
import { readPostText } from './versions.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)
const team = await addTeam(database)
const { people, channelId } = team
const other = { workspaceId: team.workspaceId, kind: 'demo', name: 'Other', settings: {} }
const { id: otherChannelId } = await db.channel.create({ data: other })

const draft = () => addDraft(stores, team)
const postRow = (id: PostId) => db.post.findUniqueOrThrow({ where: { id } })
const publishCall = { command: 'publish', input: { channelIds: [channelId] } } as unknown as CommandCall

async function run(postId: PostId, call: CommandCall, by = people.publisher, rev?: number) {
  await runCommand(stores, await proofOf(stores, by, postId), call, { rev, ...SITE })
}

async function answerAll(postId: PostId, outcome: Outcome): Promise<void> {
  for (const { id } of await db.delivery.findMany({ where: { postId, state: 'queued' } })) {
    const claimed = await claimDelivery(db, id)
    if (claimed) await recordDelivery(db, claimed, outcome)
  }
}

/** Types a paragraph as an editor would, through the log. */
async function type(postId: PostId, words: string): Promise<Doc> {
  const { updates } = await stores.log.load(docName.post(postId))
  const doc = new Doc()
  for (const update of updates) applyUpdate(doc, update)
  const before = encodeStateVector(doc)
  const paragraph = new XmlElement('paragraph')
  paragraph.insert(0, [new XmlText(words)])
  doc.getXmlFragment('body').push([paragraph])
  const update = encodeStateAsUpdate(doc, before)
  await stores.log.append({
    doc: docName.post(postId),
    update,
    author: people.editor.userId,
    clients: [doc.clientID],
  })
  return doc
}

const cells = POST_STATES.flatMap(state => POST_COMMANDS.map(command => ({ state, command })))

/** Bodies that are right wherever the command is possible. */
function callOf(command: PostCommand, state?: PostState): CommandCall {
  const channelIds = [channelId] as never
  switch (command) {
    case 'schedule':
      return toCommandCall(command, { channelIds, at: new Date(Date.now() + 60_000), timeZone: 'Europe/Berlin' })
    case 'publish':
      return toCommandCall(command, { channelIds })
    case 'confirm':
      return toCommandCall(command, {
        channelId: channelId as never,
        outcome: state === 'partly_published' ? 'left_out' : 'published',
      })
    default:
      return toCommandCall(command, {})
  }
}

const DELIVERY_IN: Partial<Record<PostState, DeliveryState>> = {
  scheduled: 'queued',
  publishing: 'publishing',
  published: 'published',
  failed: 'failed',
  partly_published: 'failed',
  unconfirmed: 'unconfirmed',
}

/** A post with the rows that its state implies, written straight into the tables. */
async function postIn(state: PostState): Promise<PostId> {
  const postId = await draft()
  await run(postId, toCommandCall('submit', {}))
  await run(postId, toCommandCall('approve', {}))
  const { frozenVersionId } = await postRow(postId)
  await db.post.update({ where: { id: postId }, data: { state, archivedFrom: state === 'archived' ? 'failed' : null } })
  const delivery = DELIVERY_IN[state]
  if (delivery && frozenVersionId) {
    const keys = { postId, channelId, versionId: frozenVersionId }
    await db.delivery.create({ data: { ...keys, state: delivery, idempotencyKey: `${postId}:${channelId}` } })
    if (state === 'partly_published') {
      const elsewhere = { ...keys, channelId: otherChannelId, state: 'published' }
      await db.delivery.create({ data: { ...elsewhere, idempotencyKey: `${postId}:${otherChannelId}` } })
    }
  }
  return postId
}

describe('commands', () => {
  test.each(cells)('[PS1] [PS2] in the database: $state + $command', async ({ state, command }) => {
    const postId = await postIn(state)
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
    const special = { approved_or_draft: 'approved', before_archive: 'failed', folded: 'published' } as const
    const isOutAlready = command === 'publish' && state === 'published'
    const target = cell.to in special ? special[cell.to as keyof typeof special] : cell.to
    expect(after.state).toBe(isOutAlready ? 'published' : target)
    expect(after.rev).toBeGreaterThan(before.rev)
    expect(await db.outbox.count()).toBeGreaterThan(events)
  })

  test('[PS223] a channel that failed is left out where the post is out on others, and nothing goes out for it', async () => {
    const postId = await draft()
    const channelIds = [channelId, otherChannelId] as never
    await run(postId, toCommandCall('publish', { channelIds }))
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

    const nowhere = await postIn('failed')
    const last = { channelId: channelId as never, outcome: 'left_out' } as const
    await expect(run(nowhere, toCommandCall('confirm', last))).rejects.toMatchObject({ code: 'invalid_transition' })
  })

  test('[PS3] twenty people publish at once: one publish, one version, one delivery', async () => {
    const postId = await draft()
    const proof = await proofOf(stores, people.publisher, postId)
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => runCommand(stores, proof, publishCall, SITE)),
    )
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

  test('[PS5] publish freezes the committed text with its hash; the same text again is the same version', async () => {
    const postId = await draft()
    await run(postId, publishCall)
    const text = await readPostText(stores.log, postId)
    const version = await db.postVersion.findFirstOrThrow({ where: { postId } })
    expect(version.contentHash).toBe(await contentHash(text.content))
    expect(version.contentHash).toBe(await contentHash(version.content))
    const copy = new Doc()
    applyUpdate(copy, version.state)
    expect(encodeStateVector(copy)).toEqual(encodeStateVector(fold(text.state)))
    await answerAll(postId, { kind: 'published', url: '/p/x' })
    await run(postId, publishCall)
    expect(await postRow(postId)).toMatchObject({ state: 'published', contentHash: version.contentHash })
    expect(await db.postVersion.count({ where: { postId } })).toBe(1)
    await type(postId, 'More.')
    await run(postId, publishCall)
    expect(await postRow(postId)).toMatchObject({ state: 'publishing', liveVersionId: version.id })
    expect(await db.postVersion.count({ where: { postId } })).toBe(2)
  })

  test('[PS6] of an approved post the approved text goes out, not what was typed since', async () => {
    const postId = await draft()
    await run(postId, toCommandCall('submit', {}))
    await run(postId, toCommandCall('approve', {}))
    const approved = await postRow(postId)
    await type(postId, 'Typed after the approval.')
    await run(postId, publishCall)
    expect(await postRow(postId)).toMatchObject({
      frozenVersionId: approved.approvedVersionId,
      contentHash: approved.contentHash,
    })
  })

  test('[PS6] what was approved once does not go out in place of what was scheduled since', async () => {
    const postId = await draft()
    await run(postId, toCommandCall('submit', {}))
    await run(postId, toCommandCall('approve', {}))
    await run(postId, publishCall)
    await answerAll(postId, { kind: 'published', url: '/p/x' })
    const first = await postRow(postId)
    await type(postId, 'Newer.')
    await run(postId, callOf('schedule'))
    const scheduled = await postRow(postId)
    expect(scheduled.contentHash).not.toBe(first.contentHash)
    await run(postId, publishCall)
    expect(await postRow(postId)).toMatchObject({
      state: 'publishing',
      frozenVersionId: scheduled.frozenVersionId,
      contentHash: scheduled.contentHash,
    })
  })

  test('[PS6] an approval that unscheduling ended does not come back', async () => {
    const postId = await draft()
    await run(postId, toCommandCall('submit', {}))
    await run(postId, toCommandCall('approve', {}))
    await run(postId, callOf('schedule'))
    await type(postId, 'Newer.')
    await run(postId, toCommandCall('unschedule', {}))
    await run(postId, callOf('schedule'))
    const { contentHash } = await readPostText(stores.log, postId)
    await run(postId, publishCall)
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
    const postId = await draft()
    await run(postId, toCommandCall('submit', {}))
    await run(postId, toCommandCall('approve', {}))
    await run(postId, callOf('schedule'))
    expect(await db.delivery.count({ where: { postId, state: 'queued' } })).toBe(1)
    await run(postId, toCommandCall('unschedule', {}))
    expect(await postRow(postId)).toMatchObject({ state: 'approved', scheduledAt: null })
    expect(await db.delivery.count({ where: { postId } })).toBe(0)
    await run(postId, callOf('schedule'))
    await type(postId, 'Newer.')
    await run(postId, toCommandCall('unschedule', {}))
    expect((await postRow(postId)).state).toBe('draft')
  })

  test('[PS13] delete cancels what waits and takes it off the site; restore leads to draft', async () => {
    const postId = await draft()
    await run(postId, callOf('schedule'))
    await run(postId, toCommandCall('delete', {}))
    expect(await db.delivery.count({ where: { postId } })).toBe(0)
    expect((await publishDue(stores, new Date(Date.now() + 120_000))).begun).not.toContain(postId)
    expect(await postRow(postId)).toMatchObject({ state: 'deleted', liveVersionId: null, scheduledAt: null })
    await run(postId, toCommandCall('restore', {}))
    expect(await postRow(postId)).toMatchObject({ state: 'draft', deletedAt: null })
  })

  test('[PS280] what was on the site and in the bin is not there again until it is published there', async () => {
    const postId = await draft()
    const publishTo = (id: string) => run(postId, toCommandCall('publish', { channelIds: [id] as never }))
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
    const publishTo = (ids: string[]) => run(postId, toCommandCall('publish', { channelIds: ids as never }))
    const told = async () => {
      const view = await getPost(db, await proofOf(stores, people.editor, postId))
      const inFeed = (await findFeedPosts(db, [postId])).get(postId)?.deliveries
      expect(inFeed).toEqual(view.deliveries.map(({ attempts: _, ...delivery }) => delivery))
      return Object.fromEntries(
        view.deliveries.map(({ kind, state, earlier }) => [kind, earlier ? `${state} before` : state]),
      )
    }
    await publishTo([channelId, otherChannelId])
    await answerAll(postId, { kind: 'published', url: null })
    await type(postId, 'Other words.')
    await publishTo([channelId])
    expect(await told()).toEqual({ site: 'queued', demo: 'published before' })
    await answerAll(postId, { kind: 'published', url: null })
    expect(await told()).toEqual({ site: 'published', demo: 'published before' })

    // What an earlier text did not bring there nobody can retry.
    await type(postId, 'Words that one channel refuses.')
    await publishTo([otherChannelId])
    await answerAll(postId, { kind: 'rejected', reason: 'No.' })
    expect(await told()).toEqual({ site: 'published before', demo: 'failed' })
    await type(postId, 'Words again.')
    await publishTo([channelId])
    expect(await told()).toEqual({ site: 'queued', demo: 'published before' })
  })

  test('[PS350] of an archived post API and feeds say that it is off the site, and give no link', async () => {
    const postId = await draft()
    await run(postId, toCommandCall('publish', { channelIds: [channelId, otherChannelId] as never }))
    await answerAll(postId, { kind: 'published', url: 'https://write.example/p/desk/post' })
    const told = async () => {
      const { deliveries } = await getPostWithText(stores, await proofOf(stores, people.editor, postId))
      const inFeed = (await findFeedPosts(db, [postId])).get(postId)?.deliveries ?? []
      const byKind = (rows: typeof inFeed) =>
        Object.fromEntries(rows.map(({ kind, state, url }) => [kind, [state, url]]))
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
      await run(postId, publishCall)
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

  test('[PS14] nothing empty goes out', async () => {
    const noTitle = await addDraft(stores, team, { title: '', markdown: 'Text.' })
    const noText = await addDraft(stores, team, { title: 'Title', markdown: '' })
    for (const postId of [noTitle, noText]) {
      await expect(run(postId, publishCall)).rejects.toMatchObject({ code: 'nothing_to_publish' })
      expect((await postRow(postId)).state).toBe('draft')
    }
  })

  test('[PS2] channels of others, times that are over and zones that are none are refused', async () => {
    const postId = await draft()
    const foreign = await addTeam(database)
    const at = new Date(Date.now() - 1000)
    for (const call of [
      toCommandCall('publish', { channelIds: [foreign.channelId] as never }),
      toCommandCall('schedule', { channelIds: [channelId] as never, at, timeZone: 'Europe/Berlin' }),
    ]) {
      await expect(run(postId, call)).rejects.toMatchObject({ code: 'invalid_input' })
    }
    expect(await postRow(postId)).toMatchObject({ state: 'draft', rev: 1 })
  })

  test('[PS8] what is due is begun once, however many look at once', async () => {
    const postId = await draft()
    await run(postId, callOf('schedule'))
    const later = new Date(Date.now() + 120_000)
    const begun = await Promise.all(Array.from({ length: 5 }, () => publishDue(stores, later)))
    expect(begun.flatMap(due => due.begun).filter(id => id === postId)).toHaveLength(1)
    expect((await postRow(postId)).state).toBe('publishing')
  })

  test('[PS9] what is scheduled again unchanged is published when due, and waits for nothing', async () => {
    const postId = await draft()
    await run(postId, publishCall)
    await answerAll(postId, { kind: 'published', url: '/p/x' })
    await run(postId, callOf('schedule'))
    await publishDue(stores, new Date(Date.now() + 120_000))
    expect(await postRow(postId)).toMatchObject({ state: 'published' })
  })

  test('[PS30] an approval is of one version: a change makes it stale, a deletion too, undone it is good again', async () => {
    const postId = await draft()
    await run(postId, toCommandCall('submit', {}))
    await run(postId, toCommandCall('approve', {}))
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
      const doc = fold((await readPostText(stores.log, postId)).state)
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
      const postId = await draft()
      await run(postId, toCommandCall('submit', {}))
      await run(postId, toCommandCall('approve', {}))
      await type(postId, 'Typed after the approval.')
      return postId
    }
    const { workspaceId } = team
    await db.workspace.update({ where: { id: workspaceId }, data: { approvalPolicy: 'approve_again' } })
    const strict = await stale()
    for (const call of [publishCall, callOf('schedule')]) {
      await expect(run(strict, call)).rejects.toMatchObject({ code: 'approval_stale' })
    }
    expect(await postRow(strict)).toMatchObject({ state: 'approved', rev: 3 })
    await run(strict, toCommandCall('approve', {}))
    await run(strict, publishCall)
    expect((await postRow(strict)).contentHash).toBe((await readPostText(stores.log, strict)).contentHash)

    await db.workspace.update({ where: { id: workspaceId }, data: { approvalPolicy: 'warn' } })
    const warned = await stale()
    const { contentHash: approved } = await postRow(warned)
    await run(warned, publishCall)
    expect(await postRow(warned)).toMatchObject({ state: 'publishing', contentHash: approved })
  })

  test('[PS32] what was due while nothing ran goes out within the grace, in order; what is older is held, once', async () => {
    const { workspaceId } = team
    await db.workspace.update({ where: { id: workspaceId }, data: { graceMinutes: 30 } })
    const now = Date.now()
    const due = async (minutesAgo: number) => {
      const postId = await draft()
      await run(postId, callOf('schedule'))
      await db.post.update({ where: { id: postId }, data: { scheduledAt: new Date(now - minutesAgo * 60_000) } })
      return postId
    }
    const [second, missed, first] = [await due(5), await due(31), await due(29)]
    const looks = await Promise.all(Array.from({ length: 4 }, () => publishDue(stores, new Date(now))))
    expect(looks.flatMap(({ begun }) => begun)).toEqual([first, second])
    expect(looks.flatMap(({ held }) => held)).toEqual([missed])
    expect(await postRow(missed)).toMatchObject({ state: 'scheduled', heldAt: new Date(now) })
    expect(await db.notification.count({ where: { postId: missed, kind: 'post_held' } })).toBe(2)
    expect(await publishDue(stores, new Date(now + 1000))).toEqual({ begun: [], held: [] })

    await run(missed, callOf('schedule'))
    expect(await postRow(missed)).toMatchObject({ state: 'scheduled', heldAt: null })
    await db.post.update({ where: { id: missed }, data: { heldAt: new Date() } })
    await run(missed, publishCall)
    expect(await postRow(missed)).toMatchObject({ state: 'publishing', heldAt: null, scheduledAt: null })
  })

  test('[PS33] each command is in the activity log, from its own transaction; what was refused is not', async () => {
    const postId = await draft()
    await run(postId, toCommandCall('submit', {}), people.editor)
    await run(postId, toCommandCall('approve', {}))
    await expect(run(postId, toCommandCall('unschedule', {}))).rejects.toThrow()
    await run(postId, publishCall)
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

  test('[AU2] who may not publish neither takes a published post off the site nor brings it back', async () => {
    const postId = await draft()
    await run(postId, publishCall)
    await answerAll(postId, { kind: 'published', url: '/p/x' })
    await run(postId, toCommandCall('archive', {}))
    await expect(run(postId, toCommandCall('restore', {}), people.editor)).rejects.toMatchObject({ code: 'forbidden' })
    await run(postId, toCommandCall('restore', {}))
    await run(postId, callOf('schedule'))
    await type(postId, 'Newer.')
    await run(postId, toCommandCall('unschedule', {}))
    expect(await postRow(postId)).toMatchObject({ state: 'draft' })
    await expect(run(postId, toCommandCall('delete', {}), people.editor)).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('[AU1] strangers find nothing, [AU2] low roles are refused', async () => {
    const postId = await draft()
    await expect(run(postId, publishCall, people.stranger)).rejects.toMatchObject({ code: 'not_found' })
    await expect(run(postId, publishCall, people.editor)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(run(postId, toCommandCall('submit', {}), people.viewer)).rejects.toMatchObject({ code: 'forbidden' })
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
    await run(postId, publishCall)
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
    await run(scheduled, callOf('schedule'))
    const { plannedWall, timeZone } = await postRow(scheduled)
    expect(await toldOf(scheduled, 'post_scheduled')).toEqual([
      { userId: people.editor.userId, body: `For ${plannedWall?.replace('T', ' ')}, ${timeZone}`, severity: 'info' },
    ])

    for (const [outcome, kind, severity] of [
      [{ kind: 'rejected', reason: 'The key is wrong' }, 'post_failed', 'error'],
      [{ kind: 'unknown', reason: 'No answer' }, 'post_unconfirmed', 'warning'],
    ] as const) {
      const postId = await draft()
      await run(postId, publishCall)
      await answerAll(postId, outcome)
      const told = await toldOf(postId, kind)
      expect(told.map(({ userId }) => userId)).toContain(people.publisher.userId)
      expect(new Set(told.map(({ body }) => body))).toEqual(new Set([`${name}: ${outcome.reason}`]))
      expect(new Set(told.map(row => row.severity))).toEqual(new Set([severity]))
      expect(told.map(({ userId }) => userId)).not.toContain(people.stranger.userId)
    }
  })
})

function fold(state: Uint8Array): Doc {
  const doc = new Doc()
  applyUpdate(doc, state)
  return doc
}
