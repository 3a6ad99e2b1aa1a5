/** Words about signing in, and what this browser can do. */
import { ApiError, errorWords } from '#web/api-client.ts'

/** Null where passkeys work; else why not. */
export function passkeyObstacle(hostname: string, hasApi: boolean): string | null {
  if (!hasApi) return 'This browser, or this connection without https, has no passkeys.'
  if (/^[\d.]+$|^\[/.test(hostname)) return 'Passkeys belong to a name: open Galley by one, not by numbers.'
  return null
}

/** What went wrong between browser and passkey; null when the person only turned away. */
export function passkeyTrouble(error: unknown): string | null {
  if (error instanceof ApiError) return errorWords(error)
  if (!(error instanceof Error)) return 'The passkey did not work.'
  switch (error.name) {
    case 'NotAllowedError':
    case 'AbortError':
      return null
    case 'InvalidStateError':
      return 'This device has a passkey for your account already.'
    default:
      return 'The passkey did not work. Try again, or use your password.'
  }
}

/** Groups of four, as people read a secret to another device. */
export function secretOf(totpUri: string): string {
  const secret = new URL(totpUri).searchParams.get('secret') ?? ''
  return secret.replace(/(.{4})(?=.)/g, '$1 ')
}
