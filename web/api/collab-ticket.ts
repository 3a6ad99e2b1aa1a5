/** POST /collab-ticket: what opens the socket, and where it is. */
import { createRoute, z } from '@hono/zod-openapi'
import { LIMITS } from '#domain/contract/limits.ts'
import { issueTicket } from '#domain/services/ticket.ts'
import type { Api, ApiConfig, ApiOptions } from './context.ts'
import { json, problems } from './route-parts.ts'

const Ticket = z
  .object({ ticket: z.string(), url: z.string(), expiresInSeconds: z.number().int() })
  .meta({ id: 'CollabTicket' })

const createTicketRoute = createRoute({
  method: 'post',
  path: '/collab-ticket',
  tags: ['Live'],
  summary: 'A ticket for the live socket; ask again on each reconnect',
  responses: { 200: { description: 'The ticket', content: json(Ticket) }, ...problems },
})

export function collabTicketRoutes(api: Api, { config }: ApiOptions): void {
  api.openapi(createTicketRoute, async c => {
    const ticket = await issueTicket(c.get('principal'), config.authSecret)
    return c.json({ ticket, url: collabUrlFor(c.req.raw.headers, config), expiresInSeconds: LIMITS.ticketSeconds }, 200)
  })
}

/** The socket beside the page that asks, on whichever of its names, unless collab-server has an address of its own. */
export function collabUrlFor(headers: Headers, { publicUrl, collabPublicUrl }: ApiConfig): string {
  const own = collabPublicUrl && new URL(collabPublicUrl)
  const { host, protocol } = own || new URL(publicUrl)
  const scheme = own ? protocol : `${headers.get('x-forwarded-proto') ?? protocol.slice(0, -1)}:`
  const secure = scheme === 'https:' || scheme === 'wss:'
  const path = own && own.pathname !== '/' ? own.pathname : '/collab'
  return `${secure ? 'wss' : 'ws'}://${own ? host : (headers.get('host') ?? host)}${path}`
}
