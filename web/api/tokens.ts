/** Your API tokens. Only a browser makes and ends them: a leaked token cannot make itself a second one. */
import { createRoute, z } from '@hono/zod-openapi'
import { CreateToken } from '#domain/contract/inputs/people.ts'
import { createToken, listTokens, revokeToken } from '#domain/services/api-tokens.ts'
import { type Api, type ApiOptions, requireBrowser } from './context.ts'
import { json, jsonBody, noContent, pageOf, problems } from './route-parts.ts'

const TokenView = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: z.string(),
    lastUsedAt: z.string().nullable(),
    expiresAt: z.string().nullable(),
  })
  .meta({ id: 'Token' })

const listRoute = createRoute({
  method: 'get',
  path: '/tokens',
  tags: ['Tokens'],
  summary: 'Your tokens',
  responses: { 200: { description: 'All of them', content: json(pageOf(TokenView)) }, ...problems },
})

const createTokenRoute = createRoute({
  method: 'post',
  path: '/tokens',
  tags: ['Tokens'],
  summary: 'Make a token; it is shown this once',
  request: jsonBody(CreateToken),
  responses: {
    201: { description: 'The token', content: json(TokenView.extend({ token: z.string() })) },
    ...problems,
  },
})

const deleteRoute = createRoute({
  method: 'delete',
  path: '/tokens/{id}',
  tags: ['Tokens'],
  summary: 'End a token',
  request: { params: z.object({ id: z.uuid() }) },
  responses: { ...noContent, ...problems },
})

export function tokenRoutes(api: Api, { db }: ApiOptions): void {
  api.openapi(listRoute, async c =>
    c.json({ items: await listTokens(db, c.get('principal').userId), nextCursor: null }, 200),
  )

  api.openapi(createTokenRoute, async c => {
    requireBrowser(c)
    return c.json(await createToken(db, c.get('principal').userId, c.req.valid('json')), 201)
  })

  api.openapi(deleteRoute, async c => {
    requireBrowser(c)
    await revokeToken(db, c.get('principal').userId, c.req.valid('param').id)
    return c.body(null, 204)
  })
}
