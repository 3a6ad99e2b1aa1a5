/** Posts on their way: commands as people give them, answers as channels give them, words as editors type them. */
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector, XmlElement, XmlText } from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId } from '#domain/contract/ids.ts'
import { type CommandCall, toCommandCall } from '#domain/contract/inputs/posts.ts'
import { claimDelivery, type Outcome, recordDelivery } from '#domain/services/deliveries.ts'
import { runCommand } from '#domain/services/lifecycle.ts'
import { testDatabase } from './postgres.ts'
import { addDraft, addTeam, proofOf, SITE, storesOf } from './workspace.ts'

/** A workspace with two channels, in a database of its own; see `testDatabase`. */
export async function openDesk() {
  const database = await testDatabase()
  const { db } = database
  const stores = storesOf(database)
  const team = await addTeam(database)
  const { people, channelId } = team
  const other = { workspaceId: team.workspaceId, kind: 'demo', name: 'Other', settings: {} }
  const { id: otherChannelId } = await db.channel.create({ data: other })

  const draft = () => addDraft(stores, team)
  const postRow = (id: PostId) => db.post.findUniqueOrThrow({ where: { id } })

  async function run(postId: PostId, call: CommandCall, by = people.publisher, rev?: number): Promise<void> {
    await runCommand(stores, await proofOf(stores, by, postId), call, { rev, ...SITE })
  }

  async function approvedPost(): Promise<PostId> {
    const postId = await draft()
    await run(postId, toCommandCall('submit', {}))
    await run(postId, toCommandCall('approve', {}))
    return postId
  }

  const publish = (...channelIds: string[]) =>
    toCommandCall('publish', { channelIds: (channelIds.length > 0 ? channelIds : [channelId]) as never })

  const schedule = () =>
    toCommandCall('schedule', {
      channelIds: [channelId] as never,
      at: new Date(Date.now() + 60_000),
      timeZone: 'Europe/Berlin',
    })

  /** What every channel says to which the post is on its way. */
  async function answerAll(postId: PostId, outcome: Outcome): Promise<void> {
    for (const { id } of await db.delivery.findMany({ where: { postId, state: 'queued' } })) {
      const claimed = await claimDelivery(db, id)
      if (claimed) await recordDelivery(db, claimed, outcome)
    }
  }

  /** Types a paragraph as an editor would, through the log. */
  async function type(postId: PostId, words: string): Promise<Doc> {
    const name = docName.post(postId)
    const { updates } = await stores.log.load(name)
    const doc = new Doc()
    for (const update of updates) applyUpdate(doc, update)
    const before = encodeStateVector(doc)
    const paragraph = new XmlElement('paragraph')
    paragraph.insert(0, [new XmlText(words)])
    doc.getXmlFragment('body').push([paragraph])
    const update = encodeStateAsUpdate(doc, before)
    await stores.log.append({ doc: name, update, author: people.editor.userId, clients: [doc.clientID] })
    return doc
  }

  return {
    database,
    db,
    stores,
    team,
    people,
    channelId,
    otherChannelId,
    draft,
    approvedPost,
    postRow,
    run,
    publish,
    schedule,
    answerAll,
    type,
  }
}
