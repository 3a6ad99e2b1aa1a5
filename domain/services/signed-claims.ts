/**
 * What this server says to itself by way of a browser: a JWT (HS256) under a key for that use alone, so that no signature
 * made for one use passes for another. It is checked in one go: Web Crypto hands each check to another thread and back,
 * which takes longer than the check, and of a team that comes at once no two would go on together.
 */
import { createHmac, hkdfSync } from 'node:crypto'
import { decodeJwt, type JWTPayload, SignJWT } from 'jose'
import type { z } from 'zod'
import { AppError } from '#domain/contract/errors.ts'
import { isSameSecret } from './secrets.ts'

type Use<Claims extends z.ZodType> = {
  readonly name: 'collab-ticket' | 'guest-pass'
  readonly audience: string
  readonly claims: Claims
}
type AnyUse = Use<z.ZodType>

const keys = new Map<string, Uint8Array>()

/** @param lifetime as jose reads it: '60s', '24h' */
export function signClaims(claims: JWTPayload, use: AnyUse, lifetime: string, authSecret: string): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(use.audience)
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(keyOf(use, authSecret))
}

/** @throws {AppError} unauthenticated for anything but living claims that this server signed for this use */
export function readClaims<Claims extends z.ZodType>(
  token: string,
  use: Use<Claims>,
  authSecret: string,
): z.infer<Claims> {
  try {
    return use.claims.parse(verify(token, use, authSecret))
  } catch (cause) {
    throw new AppError('unauthenticated', { cause })
  }
}

function verify(token: string, use: AnyUse, authSecret: string): JWTPayload {
  const end = token.lastIndexOf('.')
  const signature = createHmac('sha256', keyOf(use, authSecret)).update(token.slice(0, end)).digest('base64url')
  if (!isSameSecret(token.slice(end + 1), signature)) throw new Error('signed by somebody else')
  const claims = decodeJwt(token)
  if (claims.aud !== use.audience) throw new Error('made for something else')
  if (claims.exp === undefined || claims.exp * 1000 <= Date.now()) throw new Error('over')
  return claims
}

/** Derived from AUTH_SECRET (RFC 5869). */
function keyOf({ name }: AnyUse, authSecret: string): Uint8Array {
  const id = `${name} ${authSecret}`
  const known = keys.get(id)
  if (known) return known
  const key = new Uint8Array(hkdfSync('sha256', authSecret, '', name, 32))
  keys.set(id, key)
  return key
}
