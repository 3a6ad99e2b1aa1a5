/** Calls about the people of a workspace. */
import type { Role } from '#domain/contract/roles.ts'
import { apiFetch } from '#web/api-client.ts'

const address = (workspaceId: string, userId: string) => `/api/v1/workspaces/${workspaceId}/members/${userId}`

export async function changeRole(workspaceId: string, userId: string, role: Role): Promise<void> {
  await apiFetch(address(workspaceId, userId), { method: 'PATCH', body: { role } })
}

export async function removeMember(workspaceId: string, userId: string): Promise<void> {
  await apiFetch(address(workspaceId, userId), { method: 'DELETE' })
}

export async function setSuspended(workspaceId: string, userId: string, suspended: boolean): Promise<void> {
  await apiFetch(`${address(workspaceId, userId)}/${suspended ? 'suspend' : 'let-in'}`, { method: 'POST', body: {} })
}

/** @throws {ApiError} wrong_password; sign_in_again */
export async function transferOwnership(
  workspaceId: string,
  body: { readonly userId: string; readonly password: string | undefined },
): Promise<void> {
  await apiFetch(`/api/v1/workspaces/${workspaceId}/transfer`, { method: 'POST', body })
}
