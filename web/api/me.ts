/** GET /me: yourself and your workspaces. */
import { createRoute, z } from '@hono/zod-openapi'
import { Role } from '#domain/contract/roles.ts'
import { getMe } from '#domain/queries/me.ts'
import type { Api, ApiOptions } from './context.ts'
import { json, problems } from './route-parts.ts'

const MeBody = z
  .object({
    user: z.object({ id: z.string(), name: z.string(), email: z.string(), color: z.number().int() }),
    workspaces: z.array(z.object({ id: z.string(), name: z.string(), slug: z.string(), role: Role })),
  })
  .meta({ id: 'Me' })

const getRoute = createRoute({
  method: 'get',
  path: '/me',
  tags: ['People'],
  summary: 'Yourself and your workspaces',
  responses: { 200: { description: 'You', content: json(MeBody) }, ...problems },
})

export function meRoutes(api: Api, { db }: ApiOptions): void {
  api.openapi(getRoute, async c => {
    const { user, workspaces } = await getMe(db, c.get('principal').userId)
    return c.json({ user, workspaces: [...workspaces] }, 200)
  })
}
