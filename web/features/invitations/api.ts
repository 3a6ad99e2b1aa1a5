/** Calls about invitations. */
import { z } from 'zod'
import type { GrantableRole } from '#domain/contract/roles.ts'
import { apiFetch } from '#web/api-client.ts'

const NewInvitation = z.object({ id: z.string(), url: z.string(), expiresAt: z.string() })
export type NewInvitation = z.infer<typeof NewInvitation>

export async function invite(
  workspaceId: string,
  body: { readonly email: string; readonly role: GrantableRole },
): Promise<NewInvitation> {
  return NewInvitation.parse(await apiFetch(`/api/v1/workspaces/${workspaceId}/invitations`, { method: 'POST', body }))
}

export async function takeBackInvitation(workspaceId: string, email: string): Promise<void> {
  await apiFetch(`/api/v1/workspaces/${workspaceId}/invitations/take-back`, { method: 'POST', body: { email } })
}

export async function acceptInvitation(id: string): Promise<void> {
  await apiFetch(`/api/v1/invitations/${encodeURIComponent(id)}/accept`, { method: 'POST', body: {} })
}
