/** Posts: list, create, one, into the bin. */
import { createRoute, z } from '@hono/zod-openapi'
import { WorkspaceId } from '#domain/contract/ids.ts'
import { PageQuery } from '#domain/contract/inputs/lists.ts'
import { CreatePost } from '#domain/contract/inputs/posts.ts'
import { POST_STATES } from '#domain/contract/post-status.ts'
import { getPost, getPostWithText, listPosts, PostView } from '#domain/queries/posts.ts'
import { requirePost, requireWorkspace } from '#domain/services/access.ts'
import { runCommand } from '#domain/services/lifecycle.ts'
import { createPost } from '#domain/services/posts.ts'
import type { Api, ApiOptions } from './context.ts'
import {
  IfMatch,
  json,
  jsonBody,
  noContent,
  PostParams,
  pageOf,
  placeOf,
  problems,
  revOf,
  writeProblems,
} from './route-parts.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/posts',
  tags: ['Posts'],
  summary: 'Posts of a workspace, last changed first',
  description:
    'Posts of several states are asked for at once by `state=draft,in_review`. The bin is left out unless it is asked for, as `deleted`.',
  request: {
    query: PageQuery.extend({
      workspace: WorkspaceId,
      /** States, separated by commas. */
      state: z
        .string()
        .transform(list => [...new Set(list.split(','))])
        .pipe(z.array(z.enum(POST_STATES)))
        .optional(),
      /** Only posts last changed then or earlier: what comes after a feed. */
      before: z.iso.datetime({ offset: true }).optional(),
    }),
  },
  responses: { 200: { description: 'A page of posts', content: json(pageOf(PostView)) }, ...problems },
})

const createPostRoute = createRoute({
  method: 'post',
  path: '/posts',
  tags: ['Posts'],
  summary: 'Begin a post',
  request: jsonBody(CreatePost),
  responses: { 201: { description: 'The new draft', content: json(PostView) }, ...writeProblems },
})

const getRoute = createRoute({
  method: 'get',
  path: '/posts/{id}',
  tags: ['Posts'],
  summary: 'One post; its ETag is its rev',
  request: { params: PostParams },
  responses: { 200: { description: 'The post', content: json(PostView) }, ...problems },
})

const deleteRoute = createRoute({
  method: 'delete',
  path: '/posts/{id}',
  tags: ['Posts'],
  summary: 'Put a post into the bin; what waits to go out is cancelled',
  request: { params: PostParams, headers: IfMatch },
  responses: { ...noContent, ...writeProblems },
})

export function postRoutes(api: Api, { db, log, config: { publicUrl } }: ApiOptions): void {
  api.openapi(listRoute, async c => {
    const { workspace: id, limit, cursor, state: states, before } = c.req.valid('query')
    const workspace = await requireWorkspace(db, c.get('principal'), id, 'read')
    return c.json(
      await listPosts(db, workspace, {
        limit,
        after: placeOf(cursor),
        states,
        before: before === undefined ? undefined : new Date(before),
      }),
      200,
    )
  })

  api.openapi(createPostRoute, async c => {
    const { workspaceId, ...text } = c.req.valid('json')
    const workspace = await requireWorkspace(db, c.get('principal'), workspaceId, 'edit')
    const id = await createPost({ db, log }, workspace, text)
    const view = await getPost(db, await requirePost(db, c.get('principal'), id, 'read'))
    return c.json(view, 201, { etag: `"${view.rev}"`, location: `/api/v1/posts/${id}` })
  })

  api.openapi(getRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    const view = await getPostWithText({ db, log }, post)
    return c.json(view, 200, { etag: `"${view.rev}"` })
  })

  api.openapi(deleteRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    await runCommand(
      { db, log },
      post,
      { command: 'delete', input: {} },
      { rev: revOf(c.req.valid('header')['if-match']), publicUrl },
    )
    return c.body(null, 204)
  })
}
