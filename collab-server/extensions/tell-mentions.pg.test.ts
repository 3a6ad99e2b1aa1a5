import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { PostId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { createPostgresLog } from '#domain/log/postgres-log.ts'
import { addLivePost, liveServer, openedTab, type Person, signIn, type Tab } from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'

const database = await testDatabase()
const { db, pool } = database
const server = await liveServer(database)

async function begin() {
  const [mira, aiko, stan] = [
    await signIn(database, 'Mira'),
    await signIn(database, 'Aiko'),
    await signIn(database, 'Stan'),
  ]
  const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira.userId]: 'owner', [aiko.userId]: 'editor' })
  const { postId, doc } = await addLivePost(database, workspaceId, mira.userId)
  return { mira, aiko, stan, postId, doc, tab: await openedTab(server.url, mira, doc) }
}

const paragraphOf = ({ doc }: Tab) => doc.getXmlFragment('body').get(1) as Y.XmlElement

function mention({ userId }: Person, id: string): Y.XmlElement {
  const node = new Y.XmlElement('mention')
  node.setAttribute('id', id)
  node.setAttribute('userId', userId)
  node.setAttribute('label', 'Somebody')
  return node
}

const noticesOf = ({ userId }: Person, postId: PostId) =>
  db.notice.findMany({ where: { userId, dedupeKey: { startsWith: `mention:${postId}:` } } })
/** Everything the tab has said has its answer, and what it led to is written. */
async function settled(tab: Tab): Promise<void> {
  await until(() => tab.provider.unsyncedChanges === 0)
  const marker = await signIn(database, 'Marker')
  const { workspaceId } = await db.post.findUniqueOrThrow({ where: { id: tab.provider.configuration.name.slice(5) } })
  await db.member.create({ data: { workspaceId, userId: marker.userId, role: 'viewer' } })
  paragraphOf(tab).push([mention(marker, `marker-${marker.userId}`)])
  await until(() => db.notification.findFirst({ where: { userId: marker.userId } }))
}

describe('mentions in a text', () => {
  test('[CM41] who is called into a text is told once it is committed', async () => {
    const { aiko, postId, tab } = await begin()
    for (let index = 0; index < 5; index++) {
      paragraphOf(tab).push([mention(aiko, `m-${index}`)])
      await until(async () => (await noticesOf(aiko, postId)).length === index + 1)
    }
    // The row is the post's, and leads to the last of them.
    expect(await db.notification.findMany({ where: { userId: aiko.userId } })).toMatchObject([
      { kind: 'mention', postId, mentionId: 'm-4', count: 5, actors: [{ name: 'Mira' }] },
    ])
  })

  test('[CM42] one notice a mention: not for what is edited around it, not for taking it out and back, not for a copy', async () => {
    const { aiko, postId, tab } = await begin()
    const undo = new Y.UndoManager(paragraphOf(tab), { captureTimeout: 0 })
    paragraphOf(tab).push([mention(aiko, 'm-1')])
    await until(async () => (await noticesOf(aiko, postId)).length === 1)
    paragraphOf(tab).insert(0, [new Y.XmlText('Before ')])
    paragraphOf(tab).delete(1, 1)
    undo.undo()
    expect(paragraphOf(tab).toString()).toContain('m-1')
    paragraphOf(tab).push([mention(aiko, 'm-1')])
    await settled(tab)
    expect(await noticesOf(aiko, postId)).toHaveLength(1)
  })

  test('[CM42] nobody hears of their own, and nobody of a post they may not see', async () => {
    const { mira, stan, postId, tab } = await begin()
    paragraphOf(tab).push([mention(mira, 'm-1'), mention(stan, 'm-2')])
    await settled(tab)
    expect(await noticesOf(mira, postId)).toEqual([])
    expect(await noticesOf(stan, postId)).toEqual([])
  })

  test('[CM43] what was committed while nobody looked is told of when the post is opened', async () => {
    const { mira, aiko, postId, doc, tab } = await begin()
    tab.leave()
    await until(() => !server.hocuspocus.documents.has(doc))
    const log = createPostgresLog({ pool, logger: pino({ level: 'silent' }) })
    const copy = new Y.Doc()
    for (const update of (await log.load(doc)).updates) Y.applyUpdate(copy, update)
    const before = Y.encodeStateVector(copy)
    ;(copy.getXmlFragment('body').get(1) as Y.XmlElement).push([mention(aiko, 'm-1')])
    await log.append({
      doc,
      update: Y.encodeStateAsUpdate(copy, before),
      author: mira.userId,
      clients: [copy.clientID],
    })
    await openedTab(server.url, mira, doc)
    await until(async () => (await noticesOf(aiko, postId)).length === 1)
  })

  test('[CM43] beyond a person’s patience a mention is only words', async () => {
    const { aiko, postId, tab } = await begin()
    const many = Array.from({ length: LIMITS.mentionsPerMinute * 3 }, (_, index) => mention(aiko, `m-${index}`))
    paragraphOf(tab).push(many)
    await until(async () => (await noticesOf(aiko, postId)).length >= LIMITS.mentionsPerMinute, { withinMs: 20_000 })
    await until(() => tab.provider.unsyncedChanges === 0)
    expect((await noticesOf(aiko, postId)).length).toBeLessThan(LIMITS.mentionsPerMinute * 1.5)
  })
})
