/** Roles change and people leave; a workspace always keeps an owner. */
import { AppError } from '#domain/contract/errors.ts'
import { can, ROLES, type Role } from '#domain/contract/roles.ts'
import type { Db, Tx } from '#prisma/client.ts'
import type { AllowedWorkspace } from './access.ts'
import { recordActivity } from './activity.ts'
import { endLinksOf } from './share-links.ts'
import { handOverPrivatePosts } from './sharing.ts'
import { endSessionsIfShutOut } from './shut-out.ts'
import { type Emit, transact } from './transact.ts'

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
      data: { ...(await whom(tx, userId)), from: current, to: role },
    })
    emit({ type: 'membership.changed', workspaceId, userId, by: workspace.userId })
  })
}

/**
 * Removes a member, or lets somebody leave. Invitations and links they made end with it; their texts and notices stay.
 * Private posts they began pass to the owners.
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
    await endMembership(tx, emit, { workspaceId, userId, by: workspace.userId, current })
  })
}

/** Inside the end of an account. @throws {AppError} invalid_transition for the last owner */
export async function leaveWorkspace(tx: Tx, emit: Emit, workspaceId: string, userId: string): Promise<void> {
  const current = await lockRole(tx, workspaceId, userId)
  await endMembership(tx, emit, { workspaceId, userId, by: userId, current })
}

type Leaving = {
  readonly workspaceId: string
  readonly userId: string
  readonly by: string
  readonly current: Role
}

async function endMembership(tx: Tx, emit: Emit, { workspaceId, userId, by, current }: Leaving): Promise<void> {
  if (current === 'owner') await requireAnotherOwner(tx, workspaceId, userId)
  await handOverPrivatePosts(tx, emit, workspaceId, userId)
  await endLinksOf(tx, emit, workspaceId, userId)
  await tx.member.delete({ where: { workspaceId_userId: { workspaceId, userId } } })
  await recordActivity(tx, {
    workspaceId,
    userId: by,
    ...(by === userId ? { kind: 'member_left' } : { kind: 'member_removed', data: await whom(tx, userId) }),
  })
  await tx.invitation.updateMany({
    where: { workspaceId, createdById: userId, acceptedAt: null, revokedAt: null },
    data: { revokedAt: new Date() },
  })
  emit({ type: 'membership.changed', workspaceId, userId, by })
}

/**
 * Suspends somebody, or lets them in again: while suspended they may do nothing here, and stay a member in name. Who is
 * suspended everywhere is signed out. Twice does nothing the second time.
 * @throws {AppError} not_found; forbidden for oneself and for higher roles; invalid_transition for the last owner
 */
export async function setSuspended(
  db: Db,
  workspace: AllowedWorkspace<'manage'>,
  userId: string,
  suspended: boolean,
): Promise<void> {
  const { workspaceId } = workspace
  await transact(db, async (tx, emit) => {
    const current = await lockRole(tx, workspaceId, userId)
    if (userId === workspace.userId || rank(current) > rank(workspace.role)) throw new AppError('forbidden')
    if (suspended && current === 'owner') await requireAnotherOwner(tx, workspaceId, userId)
    const { count } = await tx.member.updateMany({
      where: { workspaceId, userId, suspendedAt: suspended ? null : { not: null } },
      data: { suspendedAt: suspended ? new Date() : null },
    })
    if (count === 0) return
    await recordActivity(tx, {
      workspaceId,
      userId: workspace.userId,
      kind: suspended ? 'member_suspended' : 'member_let_in',
      data: await whom(tx, userId),
    })
    emit({ type: 'membership.changed', workspaceId, userId, by: workspace.userId })
    if (suspended) await endSessionsIfShutOut(tx, emit, userId)
  })
}

/**
 * Hands the workspace to another member; who handed it over stays as admin. Both in one transaction.
 * @throws {AppError} not_found; invalid_transition for oneself and for somebody suspended
 */
export async function transferOwnership(db: Db, workspace: AllowedWorkspace<'own'>, userId: string): Promise<void> {
  const { workspaceId, userId: ownId } = workspace
  await transact(db, async (tx, emit) => {
    await lockRole(tx, workspaceId, userId)
    const member = await tx.member.findUniqueOrThrow({ where: { workspaceId_userId: { workspaceId, userId } } })
    if (userId === ownId || member.suspendedAt !== null) {
      throw new AppError('invalid_transition', { message: 'Choose another member who is not suspended.' })
    }
    const { count } = await tx.member.updateMany({
      where: { workspaceId, userId: ownId, role: 'owner' },
      data: { role: 'admin' },
    })
    if (count === 0) throw new AppError('forbidden')
    await tx.member.update({ where: { workspaceId_userId: { workspaceId, userId } }, data: { role: 'owner' } })
    await recordActivity(tx, {
      workspaceId,
      userId: ownId,
      kind: 'ownership_transferred',
      data: await whom(tx, userId),
    })
    for (const id of [userId, ownId]) emit({ type: 'membership.changed', workspaceId, userId: id, by: ownId })
  })
}

async function whom(tx: Tx, userId: string): Promise<{ whom: string; name: string }> {
  const user = await tx.user.findUnique({ where: { id: userId }, select: { name: true } })
  return { whom: userId, name: user?.name ?? '' }
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
  const others = await tx.member.count({
    where: { workspaceId, role: 'owner', suspendedAt: null, userId: { not: userId } },
  })
  if (others > 0) return
  const { name } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { name: true } })
  throw new AppError('invalid_transition', {
    message: `This is the last owner of ${name}. Make somebody else owner first.`,
  })
}

function rank(role: Role): number {
  return ROLES.indexOf(role)
}
