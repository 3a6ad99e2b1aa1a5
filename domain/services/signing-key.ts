/** Keys for what this server signs and checks itself, each for one use: no signature made for one passes for another. */
import { hkdfSync } from 'node:crypto'

type SignedUse = 'collab-ticket' | 'guest-pass'

const keys = new Map<string, Promise<CryptoKey>>()

/** Derived from AUTH_SECRET (RFC 5869), for HMAC with sha-256. */
export function signingKey(authSecret: string, use: SignedUse): Promise<CryptoKey> {
  const name = `${use} ${authSecret}`
  const known = keys.get(name)
  if (known) return known
  const bytes = hkdfSync('sha256', authSecret, '', use, 32)
  const key = crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
  keys.set(name, key)
  return key
}
