/** Frozen versions of a post. */
import { createRoute, z } from '@hono/zod-openapi'
import { getVersion, listVersions, VersionView } from '#domain/queries/versions.ts'
import { requirePost } from '#domain/services/access.ts'
import type { Api, ApiOptions } from './context.ts'
import { json, PostParams, pageOf, problems, VersionNumber } from './route-parts.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/versions',
  tags: ['Posts'],
  summary: 'Frozen versions, newest first',
  request: { params: PostParams },
  responses: { 200: { description: 'All of them', content: json(pageOf(VersionView)) }, ...problems },
})

const FullVersion = VersionView.extend({ content: z.looseObject({ type: z.string() }) }).meta({ id: 'FullVersion' })

const getRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/versions/{version}',
  tags: ['Posts'],
  summary: 'One frozen version with its text',
  request: { params: PostParams.extend({ version: VersionNumber }) },
  responses: { 200: { description: 'The version', content: json(FullVersion) }, ...problems },
})

export function versionRoutes(api: Api, { db }: ApiOptions): void {
  api.openapi(listRoute, async c => {
    const post = await requirePost(db, c.get('principal'), c.req.valid('param').id, 'read')
    return c.json({ items: await listVersions(db, post), nextCursor: null }, 200)
  })

  api.openapi(getRoute, async c => {
    const { id, version } = c.req.valid('param')
    const post = await requirePost(db, c.get('principal'), id, 'read')
    const { content, ...facts } = await getVersion(db, post, version)
    return c.json({ ...facts, content: { ...content } }, 200)
  })
}
