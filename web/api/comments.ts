/** Threads of a post and what is said in them. A thread or comment of another post is not found under this one. */
import { createRoute, z } from '@hono/zod-openapi'
import type { PostId } from '#domain/contract/ids.ts'
import { CommentId, ThreadId } from '#domain/contract/ids.ts'
import { CreateThread, MoveAnchor, React, WriteComment } from '#domain/contract/inputs/comments.ts'
import { PageQuery } from '#domain/contract/inputs/lists.ts'
import { CommentView, getComment, getThread, listThreads, ThreadView } from '#domain/queries/discussion.ts'
import { requirePost } from '#domain/services/access.ts'
import {
  addComment,
  createThread,
  deleteComment,
  editComment,
  moveAnchor,
  react,
  reopenThread,
  resolveThread,
} from '#domain/services/comments.ts'
import type { Api, ApiContext, ApiOptions } from './context.ts'
import { json, jsonBody, noContent, PostParams, pageOf, placeOf, problems, writeProblems } from './route-parts.ts'

const ThreadParams = PostParams.extend({ threadId: ThreadId })
const CommentParams = PostParams.extend({ commentId: CommentId })
const tags = ['Comments']
const oneThread = { 200: { description: 'The thread', content: json(ThreadView) }, ...writeProblems }
const oneComment = { 200: { description: 'The comment', content: json(CommentView) }, ...writeProblems }

const listRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/threads',
  tags,
  summary: 'Threads of a post with their comments, newest first',
  request: { params: PostParams, query: PageQuery.extend({ state: z.enum(['open', 'resolved']).optional() }) },
  responses: { 200: { description: 'A page of threads', content: json(pageOf(ThreadView)) }, ...problems },
})

const createThreadRoute = createRoute({
  method: 'post',
  path: '/posts/{id}/threads',
  tags,
  summary: 'Begin a thread, on words of the text or on the whole post',
  description:
    'An anchor is two Yjs relative positions in base64: of the first letter, and behind the last one. It may name letters that have not arrived yet. Without one, words that are quoted and stand in the text once are found there. A mention in the body is `@[Name](user:<userId>)`.',
  request: { params: PostParams, ...jsonBody(CreateThread) },
  responses: { 201: { description: 'The thread', content: json(ThreadView) }, ...writeProblems },
})

const commentRoute = createRoute({
  method: 'post',
  path: '/posts/{id}/threads/{threadId}/comments',
  tags,
  summary: 'Answer in a thread; a resolved one is open again',
  request: { params: ThreadParams, ...jsonBody(WriteComment) },
  responses: { 201: { description: 'The comment', content: json(CommentView) }, ...writeProblems },
})

const editRoute = createRoute({
  method: 'patch',
  path: '/posts/{id}/comments/{commentId}',
  tags,
  summary: 'Change a comment of your own',
  request: { params: CommentParams, ...jsonBody(WriteComment) },
  responses: oneComment,
})

const deleteRoute = createRoute({
  method: 'delete',
  path: '/posts/{id}/comments/{commentId}',
  tags,
  summary: 'Remove a comment of your own, or as an admin; one that has replies leaves its place',
  request: { params: CommentParams },
  responses: { ...noContent, ...writeProblems },
})

const reactRoute = createRoute({
  method: 'put',
  path: '/posts/{id}/comments/{commentId}/reactions',
  tags,
  summary: 'Add a reaction of yours, or take it back',
  request: { params: CommentParams, ...jsonBody(React) },
  responses: oneComment,
})

const verbRoute = <V extends 'resolve' | 'reopen'>(verb: V, summary: string) =>
  createRoute({
    method: 'post',
    path: `/posts/{id}/threads/{threadId}/${verb}` as const,
    tags,
    summary,
    request: { params: ThreadParams },
    responses: oneThread,
  })
const resolveRoute = verbRoute('resolve', 'Settle a thread: it leaves the text')
const reopenRoute = verbRoute('reopen', 'Open a settled thread again')

const anchorRoute = createRoute({
  method: 'put',
  path: '/posts/{id}/threads/{threadId}/anchor',
  tags,
  summary: 'Hang a thread where its words are now',
  description: 'For editors that moved or brought back the words: 409 when it hangs elsewhere than `was` by now.',
  request: { params: ThreadParams, ...jsonBody(MoveAnchor) },
  responses: oneThread,
})

export function commentRoutes(api: Api, { db, log }: ApiOptions): void {
  const mayRead = (c: ApiContext, id: PostId) => requirePost(db, c.get('principal'), id, 'read')
  const mayComment = (c: ApiContext, id: PostId) => requirePost(db, c.get('principal'), id, 'comment')

  api.openapi(listRoute, async c => {
    const { limit, cursor, state } = c.req.valid('query')
    const post = await mayRead(c, c.req.valid('param').id)
    return c.json(await listThreads(db, post, { limit, after: placeOf(cursor), state }), 200)
  })

  api.openapi(createThreadRoute, async c => {
    const { id } = c.req.valid('param')
    const threadId = await createThread({ db, log }, await mayComment(c, id), c.req.valid('json'))
    return c.json(await getThread(db, await mayRead(c, id), threadId), 201)
  })

  api.openapi(commentRoute, async c => {
    const { id, threadId } = c.req.valid('param')
    const { body } = c.req.valid('json')
    const commentId = await addComment(db, await mayComment(c, id), { threadId, body })
    return c.json(await getComment(db, await mayRead(c, id), commentId), 201)
  })

  api.openapi(editRoute, async c => {
    const { id, commentId } = c.req.valid('param')
    await editComment(db, await mayComment(c, id), { commentId, ...c.req.valid('json') })
    return c.json(await getComment(db, await mayRead(c, id), commentId), 200)
  })

  api.openapi(deleteRoute, async c => {
    const { id, commentId } = c.req.valid('param')
    await deleteComment(db, await mayComment(c, id), commentId)
    return c.body(null, 204)
  })

  api.openapi(reactRoute, async c => {
    const { id, commentId } = c.req.valid('param')
    await react(db, await mayComment(c, id), commentId, c.req.valid('json'))
    return c.json(await getComment(db, await mayRead(c, id), commentId), 200)
  })

  api.openapi(resolveRoute, async c => {
    const { id, threadId } = c.req.valid('param')
    await resolveThread(db, await mayComment(c, id), threadId)
    return c.json(await getThread(db, await mayRead(c, id), threadId), 200)
  })

  api.openapi(reopenRoute, async c => {
    const { id, threadId } = c.req.valid('param')
    await reopenThread(db, await mayComment(c, id), threadId)
    return c.json(await getThread(db, await mayRead(c, id), threadId), 200)
  })

  api.openapi(anchorRoute, async c => {
    const { id, threadId } = c.req.valid('param')
    const post = await requirePost(db, c.get('principal'), id, 'edit')
    await moveAnchor(db, post, threadId, c.req.valid('json'))
    return c.json(await getThread(db, await mayRead(c, id), threadId), 200)
  })
}
