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

/** Everywhere else the person is signed out. @throws {ApiError} wrong_password */
export async function changePassword(body: {
  readonly currentPassword: string
  readonly newPassword: string
}): Promise<void> {
  await apiFetch('/api/auth/change-password', { method: 'POST', body })
}

/**
 * @param password undefined for who has none
 * @throws {ApiError} wrong_password; sign_in_again; invalid_transition for the last owner of a workspace
 */
export async function deleteAccount(password: string | undefined): Promise<void> {
  await apiFetch('/api/v1/me/delete', { method: 'POST', body: { password } })
}
