/** Links that do one thing for one person without signing in: signed with a key of their purpose, not stored. */
import { createHmac, hkdfSync } from 'node:crypto'
import { isSameSecret } from './secrets.ts'

export type LinkPurpose = {
  /** Its key: links of one family cannot be used as those of another. */
  readonly family: 'subscriptions' | 'notices'
  readonly what: string
}

/** @param id without dots */
export function signLink(id: string, purpose: LinkPurpose, authSecret: string): string {
  return `${id}.${signatureOf(id, purpose, authSecret)}`
}

/** The id; null for anything but a token of this server for this. */
export function readLink(token: string, purpose: LinkPurpose, authSecret: string): string | null {
  const [id, signature, ...more] = token.split('.')
  if (!id || signature === undefined || !/^[\w-]{43}$/.test(signature) || more.length > 0) return null
  return isSameSecret(signature, signatureOf(id, purpose, authSecret)) ? id : null
}

function signatureOf(id: string, { family, what }: LinkPurpose, authSecret: string): string {
  const key = Buffer.from(hkdfSync('sha256', authSecret, '', family, 32))
  return createHmac('sha256', key).update(`${what}:${id}`).digest('base64url')
}
