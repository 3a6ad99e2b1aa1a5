/** The ticket that opens the socket: a JWT (HS256) of 60 s. collab-server checks it with the same secret, without asking anybody. */
import { randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { AppError } from '#domain/contract/errors.ts'
import { SessionId, UserId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Principal } from './access.ts'
import { signingKey } from './signing-key.ts'

const AUDIENCE = 'collab'
const USE = 'collab-ticket'

const Claims = z.object({
  jti: z.uuid(),
  exp: z.number(),
  sub: UserId,
  sid: SessionId.optional(),
  tid: z.uuid().optional(),
  /** Of a guest: the share link. */
  lid: z.uuid().optional(),
})

export type Ticket = {
  /** Of this ticket alone. */
  readonly id: string
  readonly principal: Principal
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** @returns a JWT for LIMITS.ticketSeconds; the session or token it names is looked up whenever a document is opened */
export async function issueTicket(principal: Principal, authSecret: string): Promise<string> {
  const { userId, sessionId, tokenId, guest } = principal
  return new SignJWT({
    ...(sessionId !== null && { sid: sessionId }),
    ...(tokenId !== undefined && { tid: tokenId }),
    ...(guest && { lid: guest.linkId }),
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setJti(randomUUID())
    .setSubject(userId)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${LIMITS.ticketSeconds}s`)
    .sign(await signingKey(authSecret, USE))
}

/** @throws {AppError} unauthenticated for anything but a fresh ticket of this server */
export async function verifyTicket(token: string, authSecret: string): Promise<Ticket> {
  const { jti, exp, sub, sid, tid, lid } = await readClaims(token, authSecret)
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

async function readClaims(token: string, authSecret: string): Promise<z.infer<typeof Claims>> {
  try {
    const { payload } = await jwtVerify(token, await signingKey(authSecret, USE), {
      audience: AUDIENCE,
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp', 'jti'],
    })
    return Claims.parse(payload)
  } catch (cause) {
    throw new AppError('unauthenticated', { cause })
  }
}
