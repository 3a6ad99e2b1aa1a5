/** Calls about one's own account. */
import { apiFetch } from '#web/api-client.ts'

export type NewPerson = { readonly name: string; readonly email: string; readonly password: string }

export type SetUp = NewPerson & {
  readonly setupToken: string
  readonly workspaceName: string
  readonly sample: boolean
}

/** The first account: becomes owner of the first workspace and is signed in. */
export async function setUp(body: SetUp): Promise<void> {
  await apiFetch('/api/auth/sign-up/email', { method: 'POST', body })
}

export async function signUpWithInvitation(body: NewPerson & { readonly invitationId: string }): Promise<void> {
  await apiFetch('/api/auth/sign-up/email', { method: 'POST', body })
}

export async function signOut(): Promise<void> {
  await apiFetch('/api/auth/sign-out', { method: 'POST', body: {} })
}
