/**
 * What this server says to itself by way of a browser: a JWT (HS256) under a key for that use alone, so that no signature
 * made for one use passes for another. It is checked in one go: Web Crypto hands each check to another thread and back,
 * which takes longer than the check, and of a team that comes at once no two would go on together.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { decodeJwt, type JWTPayload, SignJWT } from 'jose'

type Use = { readonly name: 'collab-ticket' | 'guest-pass'; readonly audience: string }

const keys = new Map<string, Uint8Array>()

/** @param lifetime as jose reads it: '60s', '24h' */
export function signClaims(claims: JWTPayload, use: Use, lifetime: string, authSecret: string): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(use.audience)
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(keyOf(use, authSecret))
}

/** @throws {Error} for anything but living claims that this server signed for this use */
export function readClaims(token: string, use: Use, authSecret: string): JWTPayload {
  const end = token.lastIndexOf('.')
  const ours = createHmac('sha256', keyOf(use, authSecret))
    .update(token.slice(0, Math.max(0, end)))
    .digest('base64url')
  if (!isSame(token.slice(end + 1), ours)) throw new Error('signed by somebody else')
  const claims = decodeJwt(token)
  if (claims.aud !== use.audience) throw new Error('made for something else')
  if (claims.exp === undefined || claims.exp * 1000 <= Date.now()) throw new Error('over')
  return claims
}

function isSame(theirs: string, ours: string): boolean {
  const [a, b] = [Buffer.from(theirs), Buffer.from(ours)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Derived from AUTH_SECRET (RFC 5869). */
function keyOf({ name }: Use, authSecret: string): Uint8Array {
  const id = `${name} ${authSecret}`
  const key = keys.get(id) ?? new Uint8Array(hkdfSync('sha256', authSecret, '', name, 32))
  keys.set(id, key)
  return key
}
