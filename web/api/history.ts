/** Where a text comes from: each change of it, who wrote what stands in it, and an earlier moment brought back. */
import { createRoute } from '@hono/zod-openapi'
import { NameMoment } from '#domain/contract/inputs/moments.ts'
import { BlameView, readBlame, readChange, readMoment } from '#domain/queries/earlier-text.ts'
import {
  HistoryQuery,
  HistoryView,
  RowNumber,
  readHistory,
  readStage,
  StageQuery,
  StageView,
} from '#domain/queries/history.ts'
import { listNamedMoments, NamedMomentView } from '#domain/queries/named-moments.ts'
import { getPostWithText, PostView } from '#domain/queries/posts.ts'
import { requirePost } from '#domain/services/access.ts'
import { bringBack, takeBack } from '#domain/services/bring-back.ts'
import { nameMoment, unnameMoment } from '#domain/services/named-moments.ts'
import type { Api, ApiOptions } from './context.ts'
import { BroughtBack, json, jsonBody, noContent, PostParams, pageOf, problems, writeProblems } from './route-parts.ts'

const replayRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/replay',
  tags: ['Posts'],
  summary: 'Each change of a text, from the first',
  description:
    'Yjs updates in the order in which they were committed, to be applied one after another: what they add up to is the text at that moment. Also what was deleted is in them, so whoever asks must be allowed to write.',
  request: { params: PostParams, query: HistoryQuery },
  responses: { 200: { description: 'A page, oldest first', content: json(HistoryView) }, ...problems },
})

const stageRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/replay/stage',
  tags: ['Posts'],
  summary: 'Where to enter a long history',
  description:
    'The text at a row some thousand rows before the end, or before `before`, and whose each of its letters is: with what follows it in `…/replay`, history is walked through from there.',
  request: { params: PostParams, query: StageQuery },
  responses: { 200: { description: 'The stage, or that there is none', content: json(StageView) }, ...problems },
})

const restoreRoute = createRoute({
  method: 'post',
  path: '/posts/{id}/replay/{seq}/restore',
  tags: ['Posts'],
  summary: 'Bring back the text as it was with a change',
  description:
    'As a new edit by you, which can be undone: comments and carets stay where their words stay. Tags, address, cover and channel texts become what they were, too. The status does not change.',
  request: { params: PostParams.extend({ seq: RowNumber }) },
  responses: { 200: { description: 'The post after it', content: json(BroughtBack) }, ...writeProblems },
})

const undoRoute = createRoute({
  method: 'post',
  path: '/posts/{id}/replay/{seq}/undo',
  tags: ['Posts'],
  summary: 'Take back a change of a text',
  description:
    'As a new edit by you: what stood there before the change comes again, in the text and beside it, and what it brought goes. What anybody wrote since stays. Of changes with more than some thousand after them none is found.',
  request: { params: PostParams.extend({ seq: RowNumber }) },
  responses: { 200: { description: 'The post after it', content: json(PostView) }, ...writeProblems },
})

const blameRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/blame',
  tags: ['Posts'],
  summary: 'Who wrote what stands in a text, and when',
  description: 'Block by block; what one person wrote in one sitting, side by side, is one piece.',
  request: { params: PostParams },
  responses: { 200: { description: 'The committed text', content: json(BlameView) }, ...problems },
})

const namesRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/named-moments',
  tags: ['Posts'],
  summary: 'Moments of the history that have a name',
  request: { params: PostParams },
  responses: { 200: { description: 'All, oldest moment first', content: json(pageOf(NamedMomentView)) }, ...problems },
})

const nameRoute = createRoute({
  method: 'put',
  path: '/posts/{id}/named-moments/{seq}',
  tags: ['Posts'],
  summary: 'Name the moment that ends with a change, or call it something else',
  request: { params: PostParams.extend({ seq: RowNumber }), ...jsonBody(NameMoment) },
  responses: { ...noContent, ...writeProblems },
})

const unnameRoute = createRoute({
  method: 'delete',
  path: '/posts/{id}/named-moments/{seq}',
  tags: ['Posts'],
  summary: 'Take the name of a moment away; the moment stays',
  request: { params: PostParams.extend({ seq: RowNumber }) },
  responses: { ...noContent, ...problems },
})

export function historyRoutes(api: Api, { db, log }: ApiOptions): void {
  api.openapi(replayRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'edit')
    return c.json(await readHistory({ db, log }, post, c.req.valid('query')), 200)
  })

  api.openapi(stageRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'edit')
    return c.json(await readStage({ db }, post, c.req.valid('query')), 200)
  })

  api.openapi(restoreRoute, async c => {
    const { id, seq } = c.req.valid('param')
    const principal = c.get('principal')
    const post = await requirePost(db, principal, id, 'edit')
    const { at, ...earlier } = await readMoment({ db, log }, post, seq)
    const change = await bringBack({ db, log }, post, earlier, { kind: 'moment_restored', data: { at } })
    const view = await getPostWithText({ db, log }, await requirePost(db, principal, id, 'read'))
    return c.json({ ...view, change }, 200, { etag: `"${view.rev}"` })
  })

  api.openapi(undoRoute, async c => {
    const { id, seq } = c.req.valid('param')
    const principal = c.get('principal')
    const post = await requirePost(db, principal, id, 'edit')
    await takeBack({ db, log }, post, await readChange({ db, log }, post, seq))
    const view = await getPostWithText({ db, log }, await requirePost(db, principal, id, 'read'))
    return c.json(view, 200, { etag: `"${view.rev}"` })
  })

  api.openapi(blameRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    return c.json(await readBlame({ db, log }, post), 200)
  })

  api.openapi(namesRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'edit')
    return c.json({ items: await listNamedMoments(db, post), nextCursor: null }, 200)
  })

  api.openapi(nameRoute, async c => {
    const { id, seq } = c.req.valid('param')
    const post = await requirePost(db, c.get('principal'), id, 'edit')
    await nameMoment({ db, log }, post, seq, c.req.valid('json'))
    return c.body(null, 204)
  })

  api.openapi(unnameRoute, async c => {
    const { id, seq } = c.req.valid('param')
    await unnameMoment({ db }, await requirePost(db, c.get('principal'), id, 'edit'), seq)
    return c.body(null, 204)
  })
}
