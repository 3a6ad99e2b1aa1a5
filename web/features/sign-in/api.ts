/** Calls of the ways to sign in: password and code, passkey, provider; and of setting them up. */
import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'
import { z } from 'zod'
import { apiFetch } from '#web/api-client.ts'

const post = (path: string, body: unknown) => apiFetch(`/api/auth${path}`, { method: 'POST', body })

const SecondStep = z.object({ twoFactorRedirect: z.literal(true) })

/** @returns whether that was all, or a code is asked for */
export async function signIn(credentials: {
  readonly email: string
  readonly password: string
}): Promise<'signed_in' | 'code_needed'> {
  const answer = await post('/sign-in/email', credentials)
  return SecondStep.safeParse(answer).success ? 'code_needed' : 'signed_in'
}

/** @param kind `app`: from the code generator; `backup`: one of those that were written down, good once */
export async function giveCode(kind: 'app' | 'backup', code: string, trustDevice: boolean): Promise<void> {
  await post(kind === 'app' ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code', { code, trustDevice })
}

/** Resolves when the browser has signed in with a passkey of its choice. */
export async function signInWithPasskey(): Promise<void> {
  const optionsJSON = await apiFetch('/api/auth/passkey/generate-authenticate-options')
  const response = await startAuthentication({ optionsJSON: optionsJSON as PublicKeyCredentialRequestOptionsJSON })
  await post('/passkey/verify-authentication', { response })
}

/** @returns the provider's address, where the browser goes next */
export async function signInWithProvider(next: string): Promise<string> {
  return z.object({ url: z.url() }).parse(await post('/sign-in/social', { next })).url
}

const Session = z.object({ user: z.object({ twoFactorEnabled: z.boolean().nullish() }) })
const Passkeys = z.array(
  z.object({ id: z.string(), name: z.string().nullish(), createdAt: z.string().nullish(), backedUp: z.boolean() }),
)

export type Passkey = z.infer<typeof Passkeys>[number]
export type SignInWays = { readonly codes: boolean; readonly passkeys: readonly Passkey[] }

export async function readSignInWays(): Promise<SignInWays> {
  const [session, passkeys] = await Promise.all([
    apiFetch('/api/auth/get-session'),
    apiFetch('/api/auth/passkey/list-user-passkeys'),
  ])
  return { codes: Session.parse(session).user.twoFactorEnabled === true, passkeys: Passkeys.parse(passkeys) }
}

const Begun = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) })

/** A new secret for a code generator; it counts from the first right code on. */
export async function beginCodes(password: string): Promise<z.infer<typeof Begun>> {
  return Begun.parse(await post('/two-factor/enable', { password }))
}

export async function confirmCodes(code: string): Promise<void> {
  await post('/two-factor/verify-totp', { code })
}

export async function endCodes(password: string): Promise<void> {
  await post('/two-factor/disable', { password })
}

export async function addPasskey(name: string): Promise<void> {
  const path = `/api/auth/passkey/generate-register-options?${new URLSearchParams({ name })}`
  const optionsJSON = (await apiFetch(path)) as PublicKeyCredentialCreationOptionsJSON
  const response = await startRegistration({ optionsJSON })
  await post('/passkey/verify-registration', { response, name })
}

export async function removePasskey(id: string): Promise<void> {
  await post('/passkey/delete-passkey', { id })
}

const Sessions = z.array(
  z.object({
    id: z.string(),
    token: z.string(),
    createdAt: z.string(),
    ipAddress: z.string().nullish(),
    userAgent: z.string().nullish(),
  }),
)
const OwnSession = z.object({ session: z.object({ id: z.string() }) })

/** One browser that is signed in. `token` is what names it to the server, and is shown to nobody. */
export type SignedIn = z.infer<typeof Sessions>[number] & { readonly isHere: boolean }

/** This browser first, then the newest. */
export async function listSignedIn(): Promise<readonly SignedIn[]> {
  const [own, all] = await Promise.all([apiFetch('/api/auth/get-session'), apiFetch('/api/auth/list-sessions')])
  const { session } = OwnSession.parse(own)
  return Sessions.parse(all)
    .map(one => ({ ...one, isHere: one.id === session.id }))
    .toSorted((a, b) => Number(b.isHere) - Number(a.isHere) || b.createdAt.localeCompare(a.createdAt))
}

/** What is open there closes at once. */
export async function signOutThere({ token }: SignedIn): Promise<void> {
  await post('/revoke-session', { token })
}

export async function signOutElsewhere(): Promise<void> {
  await post('/revoke-other-sessions', {})
}
