/** The ticket that opens the socket: a JWT (HS256) of 60 s. collab-server checks it with the same secret, without asking anybody. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { SessionId, UserId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Principal } from './access.ts'
import { readClaims, signClaims } from './signed-claims.ts'

const Claims = z.object({
  jti: z.uuid(),
  exp: z.number(),
  sub: UserId,
  sid: SessionId.optional(),
  tid: z.uuid().optional(),
  /** Of a guest: the share link. */
  lid: z.uuid().optional(),
})

const USE = { name: 'collab-ticket', audience: 'collab', claims: Claims } as const

export type Ticket = {
  /** Of this ticket alone. */
  readonly id: string
  readonly principal: Principal
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** @returns a JWT for LIMITS.ticketSeconds; the session or token it names is looked up whenever a document is opened */
export function issueTicket(principal: Principal, authSecret: string): Promise<string> {
  const { userId, sessionId, tokenId, guest } = principal
  return signClaims(
    {
      jti: randomUUID(),
      sub: userId,
      ...(sessionId !== null && { sid: sessionId }),
      ...(tokenId !== undefined && { tid: tokenId }),
      ...(guest && { lid: guest.linkId }),
    },
    USE,
    `${LIMITS.ticketSeconds}s`,
    authSecret,
  )
}

/** @throws {AppError} unauthenticated for anything but a fresh ticket of this server */
export function verifyTicket(token: string, authSecret: string): Ticket {
  const { jti, exp, sub, sid, tid, lid } = readClaims(token, USE, authSecret)
  return {
    id: jti,
    principal: {
      userId: sub,
      sessionId: sid ?? null,
      ...(tid !== undefined && { tokenId: tid }),
      ...(lid !== undefined && { guest: { linkId: lid } }),
    },
    expiresAt: exp * 1000,
  }
}
