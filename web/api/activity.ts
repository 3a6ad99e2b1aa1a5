/** Who did what when: of a post, of a workspace. */
import { createRoute } from '@hono/zod-openapi'
import { PageQuery } from '#domain/contract/inputs/lists.ts'
import { ActivityFilter, ActivityView, listPostActivity, listWorkspaceActivity } from '#domain/queries/activity.ts'
import { requirePost, requireWorkspace } from '#domain/services/access.ts'
import type { Api, ApiOptions } from './context.ts'
import { json, PostParams, pageOf, placeOf, problems, WorkspaceParams } from './route-parts.ts'

const query = PageQuery.extend(ActivityFilter.shape)
const responses = { 200: { description: 'A page, newest first', content: json(pageOf(ActivityView)) }, ...problems }

const postRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/activity',
  tags: ['Activity'],
  summary: 'Who did what with a post',
  description:
    'Written in the transaction of what it tells of. `kind` (one or several, with commas) and `by` (a person’s id) choose.',
  request: { params: PostParams, query },
  responses,
})

const workspaceRoute = createRoute({
  method: 'get',
  path: '/workspaces/{id}/activity',
  tags: ['Activity'],
  summary: 'Who did what in a workspace and with its posts',
  description:
    'Written in the transaction of what it tells of. `kind` (one or several, with commas) and `by` (a person’s id) choose. How people sign in and out, and what they do with their accounts, is listed to themselves and to those who manage the workspace.',
  request: { params: WorkspaceParams, query },
  responses,
})

export function activityRoutes(api: Api, { db }: ApiOptions): void {
  api.openapi(postRoute, async c => {
    const { cursor, ...chosen } = c.req.valid('query')
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    return c.json(await listPostActivity(db, post, { ...chosen, after: placeOf(cursor) }), 200)
  })

  api.openapi(workspaceRoute, async c => {
    const { cursor, ...chosen } = c.req.valid('query')
    const workspace = await requireWorkspace(db, c.get('principal'), c.req.valid('param').id, 'read')
    return c.json(await listWorkspaceActivity(db, workspace, { ...chosen, after: placeOf(cursor) }), 200)
  })
}
