import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { CreateThread } from '#domain/contract/inputs/comments.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Role } from '#domain/contract/roles.ts'
import { getThread, listThreads } from '#domain/queries/discussion.ts'
import { formatPosition } from '#domain/text/anchors.ts'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'
import { EVERYONE } from '#domain/text/mentions.ts'
import { testDatabase } from '#tests/support/postgres.ts'
import { addDraft, addTeam, SITE, storesOf } from '#tests/support/workspace.ts'
import { requirePost, requireWorkspace } from './access.ts'
import {
  addComment,
  createThread,
  deleteComment,
  editComment,
  moveAnchor,
  react,
  reopenThread,
  resolveThread,
} from './comments.ts'
import { writeContent } from './content.ts'
import { runCommand } from './lifecycle.ts'
import { removeMember } from './members.ts'

const database = await testDatabase()
const { db } = database
const stores = storesOf(database)

async function begin() {
  const team = await addTeam(database)
  const postId = await addDraft(stores, team)
  const as = (role: Role) => requirePost(db, team.people[role], postId, 'comment')
  const threadOf = async (threadId: string) =>
    getThread(db, await requirePost(db, team.people.viewer, postId, 'read'), threadId)
  const noticesOf = (role: Role | 'stranger') =>
    db.notification.findMany({ where: { userId: team.people[role].userId }, orderBy: { at: 'asc' } })
  return { ...team, postId, as, threadOf, noticesOf }
}

const body = (text: string) => ({ body: text })
const mention = (userId: string) => `@[Somebody](user:${userId})`

function anchorAt(start: number, end: number) {
  const doc = new Y.Doc()
  const text = doc.getText('body')
  text.insert(0, 'It speaks every ten minutes.')
  return {
    start: formatPosition(Y.createRelativePositionFromTypeIndex(text, start, 0)),
    end: formatPosition(Y.createRelativePositionFromTypeIndex(text, end, -1)),
  }
}

describe('threads', () => {
  test('[CM270] who edits and who answers in the same moment both are heard', async () => {
    const { as, threadOf } = await begin()
    const [commenter, editor] = [await as('commenter'), await as('editor')]
    const threadId = await createThread(stores, commenter, body('Ten or twelve?'))
    const commentId = (await threadOf(threadId)).comments[0]?.id as never
    for (let round = 0; round < 8; round++) {
      await Promise.all([
        editComment(db, commenter, { commentId, body: `Ten or ${round}?` }),
        addComment(db, editor, { threadId, body: 'Ten.' }),
        editComment(db, commenter, { commentId, body: `Eleven or ${round}?` }),
      ])
    }
    expect((await threadOf(threadId)).comments).toHaveLength(9)
  })

  test('[CM1] whoever may comment begins, answers, reacts, resolves and reopens; a viewer may only read', async () => {
    const { as, threadOf, people } = await begin()
    await expect(as('viewer')).rejects.toMatchObject({ code: 'forbidden' })
    const commenter = await as('commenter')
    const id = await createThread(stores, commenter, {
      ...body('Ten or twelve?'),
      quote: 'ten',
      anchor: anchorAt(16, 19),
    })
    await addComment(db, await as('editor'), { threadId: id, body: 'Ten.' })
    const first = (await threadOf(id)).comments[0]
    await react(db, await as('editor'), first?.id as never, { reaction: '👍', on: true })
    await resolveThread(db, commenter, id)
    expect(await threadOf(id)).toMatchObject({
      quote: 'ten',
      createdBy: { id: people.commenter.userId, name: 'Cora' },
      resolvedBy: { name: 'Cora' },
      comments: [
        {
          body: 'Ten or twelve?',
          author: { name: 'Cora' },
          editedAt: null,
          reactions: { '👍': [people.editor.userId] },
        },
        { body: 'Ten.' },
      ],
    })
    await reopenThread(db, await as('editor'), id)
    expect(await threadOf(id)).toMatchObject({ resolvedAt: null, resolvedBy: null })
  })

  test('[CM2] nobody edits the words of another; an admin may remove them', async () => {
    const { as, threadOf } = await begin()
    const id = await createThread(stores, await as('commenter'), body('Mine'))
    const comment = (await threadOf(id)).comments[0]?.id as never
    for (const role of ['editor', 'publisher', 'admin', 'owner'] as const) {
      const edit = editComment(db, await as(role), { commentId: comment, body: 'Not mine' })
      await expect(edit).rejects.toMatchObject({ code: 'forbidden' })
    }
    await expect(deleteComment(db, await as('publisher'), comment)).rejects.toMatchObject({ code: 'forbidden' })
    await editComment(db, await as('commenter'), { commentId: comment, body: 'Still mine' })
    expect((await threadOf(id)).comments[0]).toMatchObject({ body: 'Still mine', editedAt: expect.any(String) })
    await deleteComment(db, await as('admin'), comment)
    await expect(threadOf(id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('[CM3] a removed comment leaves its place while it has replies; the last one takes the thread with it', async () => {
    const { as, threadOf } = await begin()
    const commenter = await as('commenter')
    const id = await createThread(stores, commenter, body('A secret'))
    await addComment(db, await as('editor'), { threadId: id, body: 'Answer' })
    const [first, second] = (await threadOf(id)).comments
    await react(db, commenter, first?.id as never, { reaction: '👀', on: true })
    await deleteComment(db, commenter, first?.id as never)
    const left = await threadOf(id)
    expect(left.comments).toMatchObject([{ body: '', removed: true, reactions: {} }, { body: 'Answer' }])
    expect(await db.comment.count({ where: { body: { contains: 'secret' } } })).toBe(0)
    // What was taken back cannot be edited, reacted to or taken back again.
    await expect(editComment(db, commenter, { commentId: first?.id as never, body: 'x' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await deleteComment(db, await as('editor'), second?.id as never)
    await expect(threadOf(id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await db.comment.count({ where: { threadId: id } })).toBe(0)
  })

  test('[CM4] a thread or comment of another post is not found under one’s own, and nothing changes', async () => {
    const mine = await begin()
    const theirs = await begin()
    const id = await createThread(stores, await theirs.as('commenter'), body('Theirs'))
    const before = await theirs.threadOf(id)
    const comment = before.comments[0]?.id as never
    const me = await mine.as('owner')
    const [mayEdit, mayRead] = [
      await requirePost(db, mine.people.owner, mine.postId, 'edit'),
      await requirePost(db, mine.people.owner, mine.postId, 'read'),
    ]
    const tries: (() => Promise<unknown>)[] = [
      () => addComment(db, me, { threadId: id, body: 'x' }),
      () => resolveThread(db, me, id),
      () => reopenThread(db, me, id),
      () => editComment(db, me, { commentId: comment, body: 'x' }),
      () => deleteComment(db, me, comment),
      () => react(db, me, comment, { reaction: '👍', on: true }),
      () => moveAnchor(db, mayEdit, id, { anchor: anchorAt(0, 2), was: anchorAt(0, 2) }),
      () => getThread(db, mayRead, id),
    ]
    for (const each of tries) await expect(each()).rejects.toMatchObject({ code: 'not_found' })
    await expect(requirePost(db, mine.people.owner, theirs.postId, 'read')).rejects.toMatchObject({ code: 'not_found' })
    expect(await theirs.threadOf(id)).toEqual(before)
  })

  test('[CM5] what is too long, too much or too fast is refused with its reason', async () => {
    const { as, postId, people } = await begin()
    expect(CreateThread.safeParse(body(' \n ')).success).toBe(false)
    expect(CreateThread.safeParse(body('x'.repeat(LIMITS.commentChars + 1))).success).toBe(false)
    expect(CreateThread.safeParse({ ...body('x'), quote: 'x'.repeat(LIMITS.quoteChars + 1) }).success).toBe(false)
    for (const start of ['not base64', btoa('x'.repeat(300)), '', btoa('\u0001')]) {
      expect([
        start,
        CreateThread.safeParse({ ...body('x'), anchor: { start, end: anchorAt(0, 1).end } }).success,
      ]).toEqual([start, false])
    }
    const many = Array.from({ length: LIMITS.mentionsPerComment + 1 }, (_, index) => mention(`somebody-${index}`)).join(
      ' ',
    )
    await expect(createThread(stores, await as('editor'), body(many))).rejects.toMatchObject({ code: 'invalid_input' })

    const id = await createThread(stores, await as('commenter'), body('One'))
    await fill(id, people.commenter.userId, LIMITS.commentsPerMinute - 1, new Date())
    const late = addComment(db, await as('commenter'), { threadId: id, body: 'Too fast' })
    await expect(late).rejects.toMatchObject({
      code: 'rate_limited',
      details: { retryAfterSeconds: expect.any(Number) },
    })
    // Somebody else is not slowed down by it.
    await addComment(db, await as('editor'), { threadId: id, body: 'Mine goes' })

    await fill(id, people.commenter.userId, LIMITS.commentsPerThread, new Date(0))
    await expect(addComment(db, await as('editor'), { threadId: id, body: 'x' })).rejects.toMatchObject({
      code: 'too_large',
    })
    await createThread(stores, await as('editor'), body('Another thread has room'))
    await db.thread.createMany({
      data: Array.from({ length: LIMITS.threadsPerPost }, () => ({ postId, createdById: people.editor.userId })),
    })
    await expect(createThread(stores, await as('editor'), body('x'))).rejects.toMatchObject({ code: 'too_large' })
  })

  const fill = (threadId: string, authorId: string, count: number, createdAt: Date) =>
    db.comment.createMany({ data: Array.from({ length: count }, () => ({ threadId, authorId, body: 'x', createdAt })) })

  test('[CM5] all that is said about a post has a limit', async () => {
    const { as, postId, people } = await begin()
    const id = await createThread(stores, await as('editor'), body('One'))
    const long = 'x'.repeat(LIMITS.discussionBytes / 4)
    await db.comment.createMany({
      data: Array.from({ length: 4 }, () => ({
        threadId: id,
        authorId: people.editor.userId,
        body: long,
        createdAt: new Date(0),
      })),
    })
    await expect(addComment(db, await as('editor'), { threadId: id, body: 'x' })).rejects.toMatchObject({
      code: 'too_large',
    })
    expect(await db.thread.count({ where: { postId } })).toBe(1)
  })

  test('[CM6] resolving twice keeps who did it first; an answer opens a resolved thread', async () => {
    const { as, threadOf } = await begin()
    const id = await createThread(stores, await as('commenter'), body('Settled?'))
    await Promise.all([resolveThread(db, await as('editor'), id), resolveThread(db, await as('commenter'), id)])
    const first = await threadOf(id)
    await resolveThread(db, await as('owner'), id)
    expect(await threadOf(id)).toEqual(first)
    await addComment(db, await as('commenter'), { threadId: id, body: 'No' })
    expect(await threadOf(id)).toMatchObject({ resolvedAt: null })
  })

  test('[CM7] an anchor is kept as it came, and moves only from where the mover believes it to be', async () => {
    const { as, threadOf, people, postId } = await begin()
    const [was, next] = [anchorAt(3, 9), anchorAt(0, 2)]
    const id = await createThread(stores, await as('commenter'), { ...body('This?'), anchor: was, quote: 'speaks' })
    expect((await threadOf(id)).anchor).toEqual(was)
    await expect(requirePost(db, people.commenter, postId, 'edit')).rejects.toMatchObject({ code: 'forbidden' })
    const editor = await requirePost(db, people.editor, postId, 'edit')
    await moveAnchor(db, editor, id, { anchor: next, was })
    await expect(moveAnchor(db, editor, id, { anchor: anchorAt(1, 2), was })).rejects.toMatchObject({
      code: 'rev_conflict',
    })
    expect(await threadOf(id)).toMatchObject({ anchor: next, quote: 'speaks' })
  })

  test('[CM13] words that are quoted without an anchor are found in the text, where they stand once', async () => {
    const { as, threadOf } = await begin()
    const editor = await as('editor')
    const found = await threadOf(await createThread(stores, editor, { ...body('Which?'), quote: 'ten minutes' }))
    expect(found).toMatchObject({ quote: 'ten minutes', quoteOnce: true, anchor: { start: expect.any(String) } })
    for (const quote of ['e', 'nowhere in it', ' ']) {
      const none = await threadOf(await createThread(stores, editor, { ...body('Which?'), quote }))
      expect(none).toMatchObject({ quote, quoteOnce: false, anchor: null })
    }
  })

  test('[CM8] nothing is said about a post in the bin, and what was said comes back with it', async () => {
    const { as, threadOf, people, postId } = await begin()
    const id = await createThread(stores, await as('editor'), body('Before'))
    await runCommand(
      stores,
      await requirePost(db, people.editor, postId, 'read'),
      { command: 'delete', input: {} },
      SITE,
    )
    await expect(createThread(stores, await as('editor'), body('After'))).rejects.toMatchObject({
      code: 'invalid_transition',
    })
    await expect(resolveThread(db, await as('editor'), id)).rejects.toMatchObject({ code: 'invalid_transition' })
    expect((await threadOf(id)).comments).toHaveLength(1)
  })

  test('[CM9] threads are listed newest first in pages, open or resolved ones alone', async () => {
    const { as, people, postId } = await begin()
    const ids: string[] = []
    for (const text of ['one', 'two', 'three']) ids.unshift(await createThread(stores, await as('editor'), body(text)))
    await resolveThread(db, await as('editor'), ids[1] as never)
    const post = await requirePost(db, people.viewer, postId, 'read')
    const first = await listThreads(db, post, { limit: 2 })
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2))
    expect(first.nextCursor).not.toBeNull()
    expect((await listThreads(db, post, { limit: 9, state: 'resolved' })).items.map(({ id }) => id)).toEqual([ids[1]])
    expect((await listThreads(db, post, { limit: 9, state: 'open' })).items).toHaveLength(2)
  })
})

describe('notices', () => {
  test('[CM10] each person hears of a comment once: by mention, else in their thread, else about their post', async () => {
    const { as, people, noticesOf, postId } = await begin()
    const id = await createThread(stores, await as('commenter'), body(`What says ${mention(people.publisher.userId)}?`))
    expect(await noticesOf('commenter')).toEqual([])
    expect(await noticesOf('publisher')).toMatchObject([
      { kind: 'mention', postId, threadId: id, subject: 'A buoy', body: '“What says @Somebody?”' },
    ])
    // The post is the editor's.
    expect(await noticesOf('editor')).toMatchObject([{ kind: 'comment', threadId: id, actors: [{ name: 'Cora' }] }])

    await addComment(db, await as('publisher'), {
      threadId: id,
      body: `Yes. ${mention(people.editor.userId)} ${mention(people.editor.userId)}`,
    })
    expect((await noticesOf('commenter')).map(({ kind }) => kind)).toEqual(['reply'])
    expect((await noticesOf('editor')).map(({ kind }) => kind)).toEqual(['comment', 'mention'])
    expect(await noticesOf('publisher')).toHaveLength(1)
    expect(await noticesOf('owner')).toEqual([])
  })

  test('[CM10] not of one’s own words, and not of a post one may not see', async () => {
    const { as, people, noticesOf, workspaceId } = await begin()
    const everybody = [people.commenter, people.stranger, people.viewer].map(({ userId }) => mention(userId)).join(' ')
    await createThread(stores, await as('commenter'), body(`${everybody} @[Nobody](user:no-such-person)`))
    expect(await noticesOf('commenter')).toEqual([])
    expect(await noticesOf('stranger')).toEqual([])
    expect(await noticesOf('viewer')).toHaveLength(1)
    await removeMember(db, await requireWorkspace(db, people.owner, workspaceId, 'manage'), people.viewer.userId)
    await createThread(stores, await as('commenter'), body(everybody))
    expect(await noticesOf('viewer')).toHaveLength(1)
  })

  test('[CM11] editing around a mention tells nobody again; a new one tells only whom it names', async () => {
    const { as, people, noticesOf, threadOf } = await begin()
    const commenter = await as('commenter')
    const id = await createThread(stores, commenter, body(`${mention(people.viewer.userId)} look`))
    const commentId = (await threadOf(id)).comments[0]?.id as never
    for (const text of ['please look', 'look, all', '']) {
      await editComment(db, commenter, { commentId, body: `${mention(people.viewer.userId)} ${text}` })
    }
    await editComment(db, commenter, { commentId, body: 'nobody' })
    await editComment(db, commenter, {
      commentId,
      body: `${mention(people.viewer.userId)} ${mention(people.admin.userId)}`,
    })
    expect(await noticesOf('viewer')).toHaveLength(1)
    expect(await noticesOf('admin')).toMatchObject([{ kind: 'mention', threadId: id }])
    expect((await noticesOf('editor')).map(({ kind }) => kind)).toEqual(['comment'])
  })

  test('[CM50] everyone is who began it, wrote, commented or was named, with access, and one notice each', async () => {
    const { as, people, noticesOf, postId } = await begin()
    const told = async (role: Role) => (await noticesOf(role)).filter(({ kind }) => kind === 'mention').length
    const toldAll = () => Promise.all((['owner', 'admin', 'publisher', 'editor', 'viewer'] as const).map(told))
    const id = await createThread(stores, await as('admin'), body('First.'))
    await writeContent(stores, await requirePost(db, people.publisher, postId, 'edit'), () =>
      jsonFromMarkdown('A buoy', 'It speaks every twelve minutes.'),
    )
    await addComment(db, await as('commenter'), { threadId: id, body: `@[everyone](user:${EVERYONE}) look` })
    expect([await toldAll(), await told('commenter')]).toEqual([[0, 1, 1, 1, 0], 0])
    // Somebody named as well is told once; so is everybody who is told in the text.
    const markdown = `@[everyone](user:${EVERYONE}) and @[Priya](user:${people.publisher.userId})`
    await addComment(db, await as('commenter'), { threadId: id, body: markdown })
    const notices = await db.notice.findMany({ where: { userId: people.publisher.userId } })
    expect(notices.filter(({ dedupeKey }) => dedupeKey.startsWith('mention:comment:'))).toHaveLength(2)
  })
})
