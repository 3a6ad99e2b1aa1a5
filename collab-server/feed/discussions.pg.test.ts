import { describe, expect, test } from 'vitest'
import type { DiscussionComment, DiscussionThread } from '#domain/contract/discussion-shape.ts'
import type { PostId } from '#domain/contract/ids.ts'
import { requirePost } from '#domain/services/access.ts'
import {
  addComment,
  createThread,
  deleteComment,
  editComment,
  react,
  resolveThread,
} from '#domain/services/comments.ts'
import { transact } from '#domain/services/transact.ts'
import { addLivePost, liveServer, openTab, type Person, signIn, type Tab } from '#tests/support/live.ts'
import { addWorkspace } from '#tests/support/people-and-posts.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { until } from '#tests/support/until.ts'
import { storesOf } from '#tests/support/workspace.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)
const server = await liveServer(database, { roundMs: 500 })

async function begin() {
  const [mira, aiko, stan] = [
    await signIn(database, 'Mira'),
    await signIn(database, 'Aiko'),
    await signIn(database, 'Stan'),
  ]
  const workspaceId = await addWorkspace(db, 'Saltmarsh', { [mira.userId]: 'owner', [aiko.userId]: 'viewer' })
  const { postId } = await addLivePost(database, workspaceId, mira.userId)
  const open = (person: Person) => openTab(server.url, person, `discussion:${postId}`)
  return { mira, aiko, stan, postId, workspaceId, open, proof: await proofOf(mira, postId) }
}

const proofOf = (person: Person, postId: PostId) => requirePost(db, person, postId, 'comment')
const threadsOf = ({ doc }: Tab) => doc.getMap<DiscussionThread>('threads')
const commentsOf = ({ doc }: Tab) => doc.getMap<DiscussionComment>('comments')
const synced = (tab: Tab) => until(() => tab.provider.isSynced)

describe('discussion', () => {
  test('[CM20] it is built from the rows, and what is said shows to everybody in the post', async () => {
    const { mira, aiko, open, proof } = await begin()
    const id = await createThread(stores, proof, { body: 'Before anybody looked' })
    const [hers, his] = [open(aiko), open(mira)]
    await Promise.all([synced(hers), synced(his)])
    expect(threadsOf(hers).get(id)).toMatchObject({ anchor: null, createdBy: { name: 'Mira' }, resolvedAt: null })
    expect([...commentsOf(hers).values()]).toMatchObject([
      { threadId: id, body: 'Before anybody looked', reactions: {} },
    ])

    for (let index = 0; index < 10; index++) {
      const comment = await addComment(db, proof, { threadId: id, body: `Comment ${index}` })
      await until(() => commentsOf(hers).has(comment) && commentsOf(his).has(comment))
    }
  })

  test('[CM21] edits, reactions, settling and removal show; the same event again writes nothing', async () => {
    const { aiko, open, proof, postId } = await begin()
    const tab = open(aiko)
    await synced(tab)
    const id = await createThread(stores, proof, { body: 'One' })
    const second = await addComment(db, proof, { threadId: id, body: 'Two' })
    await until(() => commentsOf(tab).size === 2)
    await editComment(db, proof, { commentId: second, body: 'Two and a half' })
    await react(db, proof, second, { reaction: '🎉', on: true })
    await resolveThread(db, proof, id)
    await until(() => threadsOf(tab).get(id)?.resolvedAt !== null)
    expect(commentsOf(tab).get(second)).toMatchObject({ body: 'Two and a half', reactions: { '🎉': [proof.userId] } })

    let updates = 0
    tab.doc.on('update', () => {
      updates += 1
    })
    for (let index = 0; index < 3; index++) {
      await transact(db, async (_tx, emit) => emit({ type: 'discussion.changed', postId, threadId: id }))
    }
    await deleteComment(db, proof, second)
    await until(() => commentsOf(tab).size === 1)
    expect(updates).toBe(1)
    const [first] = commentsOf(tab).keys()
    await deleteComment(db, proof, first as never)
    await until(() => threadsOf(tab).size === 0 && commentsOf(tab).size === 0)
  })

  test('[CM22] no browser writes into it, and who may not see the post does not get it', async () => {
    const { aiko, stan, open, proof } = await begin()
    const id = await createThread(stores, proof, { body: 'True' })
    const tab = open(aiko)
    await synced(tab)
    tab.doc.getMap('comments').set('forged', { threadId: id, body: 'False', createdAt: '2026-01-01', reactions: {} })
    await until(() => tab.answers.includes(false) || tab.reasons.length > 0)
    const another = open(aiko)
    await synced(another)
    expect([...commentsOf(another).values()].map(({ body }) => body)).toEqual(['True'])

    const foreign = open(stan)
    await until(() => foreign.reasons.length > 0)
    expect(foreign.reasons).toContain('not_found')
    expect(threadsOf(foreign).size).toBe(0)
  })

  test('[CM22] who is removed from the workspace loses it within a second', async () => {
    const { aiko, open, workspaceId, proof } = await begin()
    const tab = open(aiko)
    await synced(tab)
    await transact(db, async (tx, emit) => {
      await tx.member.deleteMany({ where: { workspaceId, userId: aiko.userId } })
      emit({ type: 'membership.changed', workspaceId, userId: aiko.userId })
    })
    await until(() => tab.reasons.includes('revoked'))
    await createThread(stores, proof, { body: 'Not for Aiko' })
    expect(threadsOf(tab).size).toBe(0)
  })
})
