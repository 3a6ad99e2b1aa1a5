/** POST /collab-ticket: what opens the socket, and where it is. */
import { createRoute, z } from '@hono/zod-openapi'
import { LIMITS } from '#domain/contract/limits.ts'
import { issueTicket } from '#domain/services/ticket.ts'
import { isLoopbackName } from '#web/auth/origins.ts'
import type { Api, ApiConfig, ApiOptions } from './context.ts'
import { json, problems } from './route-parts.ts'

export const CollabTicket = z
  .object({ ticket: z.string(), url: z.string(), expiresInSeconds: z.number().int() })
  .meta({ id: 'CollabTicket' })

const createTicketRoute = createRoute({
  method: 'post',
  path: '/collab-ticket',
  tags: ['Live'],
  summary: 'A ticket for the live socket; ask again on each reconnect',
  responses: { 200: { description: 'The ticket', content: json(CollabTicket) }, ...problems },
})

export function collabTicketRoutes(api: Api, { config }: ApiOptions): void {
  api.openapi(createTicketRoute, async c => {
    const ticket = await issueTicket(c.get('principal'), config.authSecret)
    return c.json({ ticket, url: collabUrlFor(c.req.raw.headers, config), expiresInSeconds: LIMITS.ticketSeconds }, 200)
  })
}

/** The socket beside the page that asks, on whichever of its names, unless collab-server has an address of its own. */
export function collabUrlFor(
  headers: Headers,
  { publicUrl, collabPublicUrl, allowedOrigins }: Omit<ApiConfig, 'authSecret'>,
): string {
  if (collabPublicUrl !== undefined) {
    const { host, protocol, pathname } = new URL(collabPublicUrl)
    return `${protocol}//${host}${pathname === '/' ? '/collab' : pathname}`
  }
  const { host, hostname, protocol } = new URL(publicUrl)
  const asked = headers.get('host')
  // A proxy that sends its own idea of Host must not lead tabs to a name that only it can reach.
  const isOurs = isLoopbackName(hostname) || allowedOrigins.some(origin => new URL(origin).host === asked)
  const isSecure = protocol === 'https:' || headers.get('x-forwarded-proto') === 'https'
  return `${isSecure ? 'wss' : 'ws'}://${isOurs && asked !== null ? asked : host}/collab`
}
