/**
 * The pair of keys with which this server shows itself to push services (VAPID, RFC 8292). Made from AUTH_SECRET, so that
 * both processes have the same and nothing more has to be kept: with another secret devices have to be added anew.
 */
import { createECDH, hkdfSync } from 'node:crypto'

/** Order of P-256 (SP 800-186). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

export type VapidKeys = {
  /** Uncompressed point, base64url: browsers are given it as `applicationServerKey`. */
  readonly publicKey: string
  /** base64url. */
  readonly privateKey: string
}

export function vapidKeys(authSecret: string): VapidKeys {
  // 64 bits more than the order has, so that no key is likelier than another (FIPS 186-5, A.2.1).
  const bits = Buffer.from(hkdfSync('sha256', authSecret, '', 'web-push', 40)).toString('hex')
  const scalar = (BigInt(`0x${bits}`) % (ORDER - 1n)) + 1n
  const privateKey = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex')
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(privateKey)
  return { publicKey: pair.getPublicKey('base64url'), privateKey: privateKey.toString('base64url') }
}
