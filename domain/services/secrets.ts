/** Secrets that are shown once and kept as a hash. They are random, so a plain hash is enough; passwords are not here. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** base64url; 16 bytes are 22 characters. */
export function randomSecret(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}

/** sha-256, hex. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Takes as long for a near miss as for any other. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(given)), Buffer.from(hashSecret(expected)))
}
