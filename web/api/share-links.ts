/** Links that let people without an account see a post: make one, see which live, turn them off. */
import { createRoute, z } from '@hono/zod-openapi'
import type { PostId } from '#domain/contract/ids.ts'
import { CreateShareLink, SHARE_LEVELS } from '#domain/contract/inputs/sharing.ts'
import { requirePost } from '#domain/services/access.ts'
import { createShareLink, endShareLinks, listShareLinks } from '#domain/services/share-links.ts'
import type { Api, ApiContext, ApiOptions } from './context.ts'
import { json, jsonBody, noContent, PostParams, pageOf, problems, writeProblems } from './route-parts.ts'

const ShareLink = z
  .object({
    id: z.string(),
    level: z.enum(SHARE_LEVELS),
    createdAt: z.string(),
    /** Null: until it is turned off. */
    expiresAt: z.string().nullable(),
  })
  .meta({ id: 'ShareLink' })
const NewShareLink = ShareLink.extend({ url: z.string() }).meta({ id: 'NewShareLink' })
const tags = ['Sharing']

const listRoute = createRoute({
  method: 'get',
  path: '/posts/{id}/share-links',
  tags,
  summary: 'Links that open a post; their addresses are not shown again',
  request: { params: PostParams },
  responses: { 200: { description: 'All that live, oldest first', content: json(pageOf(ShareLink)) }, ...problems },
})

const createShareLinkRoute = createRoute({
  method: 'post',
  path: '/posts/{id}/share-links',
  tags,
  summary: 'Make a link for people without an account; its address is shown this once',
  request: { params: PostParams, ...jsonBody(CreateShareLink) },
  responses: { 201: { description: 'The link', content: json(NewShareLink) }, ...writeProblems },
})

const endRoute = createRoute({
  method: 'delete',
  path: '/posts/{id}/share-links/{linkId}',
  tags,
  summary: 'Turn a link off; pages that are open by it close',
  request: { params: PostParams.extend({ linkId: z.uuid() }) },
  responses: { ...noContent, ...problems },
})

const endAllRoute = createRoute({
  method: 'delete',
  path: '/posts/{id}/share-links',
  tags,
  summary: 'Turn all links of a post off',
  request: { params: PostParams },
  responses: { ...noContent, ...problems },
})

export function shareLinkRoutes(api: Api, { db, config }: ApiOptions): void {
  const allowed = (c: ApiContext, id: PostId) => requirePost(db, c.get('principal'), id, 'share')

  api.openapi(listRoute, async c => {
    const items = await listShareLinks(db, await allowed(c, c.req.valid('param').id))
    return c.json({ items, nextCursor: null }, 200)
  })

  api.openapi(createShareLinkRoute, async c => {
    const post = await allowed(c, c.req.valid('param').id)
    const { secret, ...link } = await createShareLink(db, post, c.req.valid('json'))
    return c.json({ ...link, url: new URL(`/s/${secret}`, config.publicUrl).href }, 201)
  })

  api.openapi(endRoute, async c => {
    const { id, linkId } = c.req.valid('param')
    await endShareLinks(db, await allowed(c, id), linkId)
    return c.body(null, 204)
  })

  api.openapi(endAllRoute, async c => {
    await endShareLinks(db, await allowed(c, c.req.valid('param').id))
    return c.body(null, 204)
  })
}
