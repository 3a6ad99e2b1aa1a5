/**
 * Secrets that must be read again: what signs webhooks, what signs in at other networks. AES-256-GCM with a key of its
 * own from AUTH_SECRET (RFC 5869); whose secret it is is sealed in, so that one row's cannot be put into another.
 *
 *   version (1) · nonce (12) · tag (16) · text
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The secret was sealed with another AUTH_SECRET, for another row, or was damaged. */
export class SecretUnreadable extends Error {
  override readonly name = 'SecretUnreadable'
}

/** @param owner what it belongs to, e.g. `channel:<id>` */
export function sealSecret(text: string, authSecret: string, owner: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keyOf(authSecret), nonce).setAAD(Buffer.from(owner))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Uint8Array.from([VERSION, ...nonce, ...cipher.getAuthTag(), ...sealed])
}

/** @throws {SecretUnreadable} */
export function openSecret(sealed: Uint8Array, authSecret: string, owner: string): string {
  if (sealed[0] !== VERSION) throw new SecretUnreadable('of another version')
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
  const tag = sealed.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES)
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(authSecret), nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(owner)).setAuthTag(tag)
    const text = [decipher.update(sealed.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]
    return Buffer.concat(text).toString('utf8')
  } catch (cause) {
    throw new SecretUnreadable('sealed with another AUTH_SECRET, or damaged', { cause })
  }
}

function keyOf(authSecret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', authSecret, '', 'sealed-secrets', 32))
}
