/** The ticket that opens the socket: a JWT (HS256) of 60 s. collab-server checks it with the same secret, without asking anybody. */
import { hkdfSync, randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { AppError } from '#domain/contract/errors.ts'
import { SessionId, UserId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Principal } from './access.ts'

const AUDIENCE = 'collab'

const Claims = z.object({
  jti: z.uuid(),
  exp: z.number(),
  sub: UserId,
  sid: SessionId.optional(),
  tid: z.uuid().optional(),
})

export type Ticket = {
  /** Of this ticket alone. */
  readonly id: string
  readonly principal: Principal
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** @returns a JWT for LIMITS.ticketSeconds; the session or token it names is looked up whenever a document is opened */
export async function issueTicket({ userId, sessionId, tokenId }: Principal, authSecret: string): Promise<string> {
  return new SignJWT({ ...(sessionId !== null && { sid: sessionId }), ...(tokenId !== undefined && { tid: tokenId }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setJti(randomUUID())
    .setSubject(userId)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${LIMITS.ticketSeconds}s`)
    .sign(await keyOf(authSecret))
}

/** @throws {AppError} unauthenticated for anything but a fresh ticket of this server */
export async function verifyTicket(token: string, authSecret: string): Promise<Ticket> {
  const { jti, exp, sub, sid, tid } = await readClaims(token, authSecret)
  return {
    id: jti,
    principal: { userId: sub, sessionId: sid ?? null, ...(tid !== undefined && { tokenId: tid }) },
    expiresAt: exp * 1000,
  }
}

async function readClaims(token: string, authSecret: string): Promise<z.infer<typeof Claims>> {
  try {
    const { payload } = await jwtVerify(token, await keyOf(authSecret), {
      audience: AUDIENCE,
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp', 'jti'],
    })
    return Claims.parse(payload)
  } catch (cause) {
    throw new AppError('unauthenticated', { cause })
  }
}

const keyBySecret = new Map<string, Promise<CryptoKey>>()

/** A key of its own (RFC 5869), so that no other signature made with the secret passes for a ticket. */
function keyOf(authSecret: string): Promise<CryptoKey> {
  const known = keyBySecret.get(authSecret)
  if (known) return known
  const bytes = hkdfSync('sha256', authSecret, '', 'collab-ticket', 32)
  const key = crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
  keyBySecret.set(authSecret, key)
  return key
}
