/** GET /me: yourself and your workspaces. */
import { createRoute, z } from '@hono/zod-openapi'
import { DeleteAccount } from '#domain/contract/inputs/people.ts'
import { Role } from '#domain/contract/roles.ts'
import { exportAccount } from '#domain/queries/account-export.ts'
import { getMe } from '#domain/queries/me.ts'
import { deleteAccount } from '#domain/services/accounts.ts'
import { createConfirmations } from './confirmations.ts'
import type { Api, ApiOptions } from './context.ts'
import { json, jsonBody, noContent, problems, writeProblems } from './route-parts.ts'

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

const exportRoute = createRoute({
  method: 'get',
  path: '/me/export',
  tags: ['People'],
  summary: 'All of yours, as one JSON document',
  description:
    'Your account, memberships, sessions, tokens without their secrets, the posts you began with their text as Markdown, your comments and notices.',
  responses: {
    200: { description: 'The document, as a file', content: { 'application/octet-stream': { schema: z.string() } } },
    ...problems,
  },
})

const deleteRoute = createRoute({
  method: 'post',
  path: '/me/delete',
  tags: ['People'],
  summary: 'Delete your account; what you wrote stays, as a former member’s',
  description:
    'Asks for your password again, or, where you have none, for a sign-in of the last minutes; for a person in a browser alone. The last owner of a workspace hands it over first.',
  request: jsonBody(DeleteAccount),
  responses: { ...noContent, ...writeProblems },
})

export function meRoutes(api: Api, { db, log }: ApiOptions): void {
  const confirmations = createConfirmations(db)

  api.openapi(getRoute, async c => {
    const { user, workspaces } = await getMe(db, c.get('principal').userId)
    return c.json({ user, workspaces: [...workspaces] }, 200)
  })

  api.openapi(exportRoute, async c => {
    const pieces = exportAccount({ db, log }, c.get('principal').userId)
    return c.body(toStream(pieces), 200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="galley-account.json"',
    })
  })

  api.openapi(deleteRoute, async c => {
    await confirmations.require(c, c.req.valid('json').password)
    await deleteAccount(db, c.get('principal').userId)
    return c.body(null, 204)
  })
}

/** Read as fast as it is taken. */
function toStream(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
}
