/**
 * A message to a device: sealed for it alone (RFC 8291, one `aes128gcm` record of RFC 8188), with a token that says who
 * sends it (VAPID, RFC 8292). What goes out goes through the guarded sender: the address comes from a browser.
 */
import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import type { VapidKeys } from '#domain/services/vapid-keys.ts'
import type { Sender } from './sender.ts'

type Device = {
  readonly endpoint: string
  /** Public key of the browser and the secret it shares with us, both base64url. */
  readonly p256dh: string
  readonly auth: string
}

/** `gone`: the device has ended the subscription, or belongs to another key. `lost`: nobody knows, or not now. */
type PushOutcome = 'sent' | 'gone' | 'lost'

type PushMessage = {
  readonly text: string
  /** A later one with the same topic replaces it while the device is away: at most 32 letters of base64url. */
  readonly topic: string
}

/** What nobody fetches in a day is no news any more. */
const KEPT_SECONDS = 24 * 60 * 60
const TOKEN_SECONDS = 12 * 60 * 60

/** @param contact `mailto:` or `https:` address of who runs this server */
export async function pushTo(
  { send, keys, contact }: { readonly send: Sender; readonly keys: VapidKeys; readonly contact: string },
  device: Device,
  { text, topic }: PushMessage,
  signal: AbortSignal,
): Promise<PushOutcome> {
  const answer = await send(device.endpoint, {
    method: 'POST',
    headers: {
      authorization: `vapid t=${await tokenFor(device.endpoint, keys, contact)}, k=${keys.publicKey}`,
      'content-type': 'application/octet-stream',
      'content-encoding': 'aes128gcm',
      ttl: String(KEPT_SECONDS),
      urgency: 'normal',
      topic,
    },
    body: sealFor(device, Buffer.from(text)),
    signal,
  })
  if (answer.kind !== 'answered') return 'lost'
  if (answer.status >= 200 && answer.status < 300) return 'sent'
  return GONE.has(answer.status) ? 'gone' : 'lost'
}

const GONE: ReadonlySet<number> = new Set([401, 403, 404, 410])

async function tokenFor(endpoint: string, { publicKey, privateKey }: VapidKeys, contact: string): Promise<string> {
  const point = Buffer.from(publicKey, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(half => half.toString('base64url'))
  const key = await importJWK({ kty: 'EC', crv: 'P-256', d: privateKey, x, y }, 'ES256')
  return new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
    .setAudience(new URL(endpoint).origin)
    .setExpirationTime(Math.floor(Date.now() / 1000) + TOKEN_SECONDS)
    .setSubject(contact)
    .sign(key)
}

type Chance = { readonly privateKey: Buffer; readonly salt: Buffer }

/**
 * The record: salt (16) · record size (4) · length of the key (1) · our public key (65) · sealed text.
 * @param chance fixed in the test of the RFC's own example; random otherwise
 */
export function sealFor({ p256dh, auth }: Pick<Device, 'p256dh' | 'auth'>, text: Buffer, chance?: Chance): Buffer {
  const ours = createECDH('prime256v1')
  if (chance) ours.setPrivateKey(chance.privateKey)
  else ours.generateKeys()
  const salt = chance?.salt ?? randomBytes(16)
  const theirs = Buffer.from(p256dh, 'base64url')
  const derive = (secret: Buffer, with_: Buffer, info: Buffer, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, with_, info, bytes))
  const shared = ours.computeSecret(theirs)
  const purpose = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours.getPublicKey()])
  const key = derive(shared, Buffer.from(auth, 'base64url'), purpose, 32)
  const contentKey = derive(key, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(key, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', contentKey, nonce)
  // 2: the last record.
  const sealed = Buffer.concat([
    cipher.update(text),
    cipher.update(Buffer.from([2])),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  const head = Buffer.alloc(5)
  head.writeUInt32BE(4096, 0)
  head.writeUInt8(65, 4)
  return Buffer.concat([salt, head, ours.getPublicKey(), sealed])
}
