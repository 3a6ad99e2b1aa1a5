/** Who may see a post: open to its workspace, or private to its creator and the people named. */
import { createRoute } from '@hono/zod-openapi'
import { type PostId, UserId } from '#domain/contract/ids.ts'
import { ChangeAccess, NamePerson } from '#domain/contract/inputs/sharing.ts'
import { getPostAccess, PostAccessView } from '#domain/queries/sharing.ts'
import { requirePost } from '#domain/services/access.ts'
import { changeAccess, namePerson, removePerson } from '#domain/services/sharing.ts'
import type { Api, ApiContext, ApiOptions } from './context.ts'
import { json, jsonBody, noContent, PostParams, problems, writeProblems } from './route-parts.ts'

const PersonParams = PostParams.extend({ userId: UserId })
const tags = ['Sharing']
const theAccess = { description: 'Who may see it now', content: json(PostAccessView) }

const getRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/access',
  tags,
  summary: 'Who may see a post',
  request: { params: PostParams },
  responses: { 200: theAccess, ...problems },
})

const changeRoute = createRoute({
  method: 'patch',
  path: '/posts/{id}/access',
  tags,
  summary: 'Make a post private, or open it to its workspace; open pages of those who lose it close',
  request: { params: PostParams, ...jsonBody(ChangeAccess) },
  responses: { 200: theAccess, ...writeProblems },
})

const nameRoute = createRoute({
  method: 'put',
  path: '/posts/{id}/access/people/{userId}',
  tags,
  summary: 'Name somebody who sees the post while it is private, or change what they may do there',
  request: { params: PersonParams, ...jsonBody(NamePerson) },
  responses: { 200: theAccess, ...writeProblems },
})

const removeRoute = createRoute({
  method: 'delete',
  path: '/posts/{id}/access/people/{userId}',
  tags,
  summary: 'Take somebody off those named',
  request: { params: PersonParams },
  responses: { ...noContent, ...writeProblems },
})

export function sharingRoutes(api: Api, { db }: ApiOptions): void {
  const allowed = (c: ApiContext, id: PostId) => requirePost(db, c.get('principal'), id, 'share')
  const now = async (c: ApiContext, id: PostId) =>
    getPostAccess(db, await requirePost(db, c.get('principal'), id, 'read'))

  api.openapi(getRoute, async c => c.json(await now(c, c.req.valid('param').id), 200))

  api.openapi(changeRoute, async c => {
    const { id } = c.req.valid('param')
    await changeAccess(db, await allowed(c, id), c.req.valid('json').access)
    return c.json(await now(c, id), 200)
  })

  api.openapi(nameRoute, async c => {
    const { id, userId } = c.req.valid('param')
    await namePerson(db, await allowed(c, id), userId, c.req.valid('json').level)
    return c.json(await now(c, id), 200)
  })

  api.openapi(removeRoute, async c => {
    const { id, userId } = c.req.valid('param')
    await removePerson(db, await allowed(c, id), userId)
    return c.body(null, 204)
  })
}
