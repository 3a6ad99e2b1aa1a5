/** Roles change and people leave; a workspace always keeps an owner. */
import { AppError } from '#domain/contract/errors.ts'
import { can, ROLES, type Role } from '#domain/contract/roles.ts'
import type { Db, Tx } from '#prisma/client.ts'
import type { AllowedWorkspace } from './access.ts'
import { recordActivity } from './activity.ts'
import { handOverPrivatePosts } from './sharing.ts'
import { transact } from './transact.ts'

/**
 * Only an owner makes or unmakes owners; nobody gives or takes a role above their own.
 * @throws {AppError} not_found; forbidden; invalid_transition for the last owner
 */
export async function changeRole(
  db: Db,
  workspace: AllowedWorkspace<'manage'>,
  userId: string,
  role: Role,
): Promise<void> {
  const { workspaceId } = workspace
  await transact(db, async (tx, emit) => {
    const current = await lockRole(tx, workspaceId, userId)
    if (rank(current) > rank(workspace.role) || rank(role) > rank(workspace.role)) throw new AppError('forbidden')
    if (current === role) return
    if (current === 'owner') await requireAnotherOwner(tx, workspaceId, userId)
    await tx.member.update({ where: { workspaceId_userId: { workspaceId, userId } }, data: { role } })
    await recordActivity(tx, {
      workspaceId,
      userId: workspace.userId,
      kind: 'member_role_changed',
      data: { name: await nameOf(tx, userId), from: current, to: role },
    })
    emit({ type: 'membership.changed', workspaceId, userId, by: workspace.userId })
  })
}

/**
 * Removes a member, or lets somebody leave. Invitations they made end with it; their texts and notices stay. Private
 * posts they began pass to the owners.
 * @throws {AppError} not_found; forbidden; invalid_transition for the last owner
 */
export async function removeMember(
  db: Db,
  workspace: AllowedWorkspace<'read'> | AllowedWorkspace<'manage'>,
  userId: string,
): Promise<void> {
  const { workspaceId } = workspace
  await transact(db, async (tx, emit) => {
    const current = await lockRole(tx, workspaceId, userId)
    if (userId !== workspace.userId && (!can(workspace.role, 'manage') || rank(current) > rank(workspace.role))) {
      throw new AppError('forbidden')
    }
    if (current === 'owner') await requireAnotherOwner(tx, workspaceId, userId)
    await handOverPrivatePosts(tx, emit, workspaceId, userId)
    await tx.member.delete({ where: { workspaceId_userId: { workspaceId, userId } } })
    await recordActivity(tx, {
      workspaceId,
      userId: workspace.userId,
      kind: 'member_removed',
      data: { name: await nameOf(tx, userId) },
    })
    await tx.invitation.updateMany({
      where: { workspaceId, createdById: userId, acceptedAt: null, revokedAt: null },
      data: { revokedAt: new Date() },
    })
    emit({ type: 'membership.changed', workspaceId, userId, by: workspace.userId })
  })
}

async function nameOf(tx: Tx, userId: string): Promise<string> {
  const user = await tx.user.findUnique({ where: { id: userId }, select: { name: true } })
  return user?.name ?? ''
}

/** Locks all owners too, in one order, so that two owners cannot leave at the same moment. */
async function lockRole(tx: Tx, workspaceId: string, userId: string): Promise<Role> {
  const rows = await tx.$queryRaw<{ userId: string; role: Role }[]>`
    select "userId", role from member
    where "workspaceId" = ${workspaceId}::uuid and ("userId" = ${userId} or role = 'owner')
    order by "userId" for update`
  const member = rows.find(row => row.userId === userId)
  if (!member) throw new AppError('not_found')
  return member.role
}

async function requireAnotherOwner(tx: Tx, workspaceId: string, userId: string): Promise<void> {
  const others = await tx.member.count({ where: { workspaceId, role: 'owner', userId: { not: userId } } })
  if (others === 0) {
    throw new AppError('invalid_transition', { message: 'This is the last owner. Make somebody else owner first.' })
  }
}

function rank(role: Role): number {
  return ROLES.indexOf(role)
}
