/**
 * What a guest's page shows instead of a session: a JWT (HS256) that the page of a share link is rendered with. It says
 * which link and which guest; whether the link still lives is looked at on every use.
 */
import { randomUUID } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { AppError } from '#domain/contract/errors.ts'
import { UserId } from '#domain/contract/ids.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { Principal } from './access.ts'
import { signingKey } from './signing-key.ts'

const AUDIENCE = 'guest'
const Claims = z.object({ sub: UserId, lid: z.uuid() })

export type GuestPrincipal = Principal & { readonly guest: { readonly linkId: string } }

/** A new guest of this link. */
export async function issueGuestPass(linkId: string, authSecret: string): Promise<string> {
  return new SignJWT({ lid: linkId })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(`guest-${randomUUID()}`)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(`${LIMITS.guestPassHours}h`)
    .sign(await signingKey(authSecret, 'guest-pass'))
}

/** @throws {AppError} unauthenticated for anything but a living pass of this server */
export async function verifyGuestPass(pass: string, authSecret: string): Promise<GuestPrincipal> {
  try {
    const { payload } = await jwtVerify(pass, await signingKey(authSecret, 'guest-pass'), {
      audience: AUDIENCE,
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp'],
    })
    const { sub, lid } = Claims.parse(payload)
    return { userId: sub, sessionId: null, guest: { linkId: lid } }
  } catch (cause) {
    throw new AppError('unauthenticated', { cause })
  }
}
