/** Who is in the workspace on screen; who is invited, for those who manage people. */
import { can } from '#domain/contract/roles.ts'
import { listInvitations, listMembers, type MemberView, type PendingInvitation } from '#domain/queries/members.ts'
import { requireWorkspace } from '#domain/services/access.ts'
import { loadHere, loadViewer } from '#web/features/workspace/load.ts'
import { serverContext } from '#web/server-context.ts'

type MembersPageData = {
  readonly members: readonly MemberView[]
  readonly invitations: readonly PendingInvitation[]
}

export async function loadMembers(): Promise<MembersPageData> {
  const here = await loadHere()
  if (!here) return { members: [], invitations: [] }
  const { db } = serverContext()
  const { user } = await loadViewer()
  const principal = { userId: user.id, sessionId: null }
  const members = await listMembers(db, await requireWorkspace(db, principal, here.workspace.id, 'read'))
  if (!can(here.workspace.role, 'manage')) return { members, invitations: [] }
  return {
    members,
    invitations: await listInvitations(db, await requireWorkspace(db, principal, here.workspace.id, 'manage')),
  }
}
