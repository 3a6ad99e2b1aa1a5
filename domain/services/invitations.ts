/** Invitations by link: 128 random bits, stored as a hash, for one address, once, for some days. */
import { AppError } from '#domain/contract/errors.ts'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { CreateInvitation } from '#domain/contract/inputs/people.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { ROLES, Role } from '#domain/contract/roles.ts'
import type { Db, Tx } from '#prisma/client.ts'
import type { AllowedWorkspace } from './access.ts'
import { recordRefusedInvitation } from './account-activity.ts'
import { recordActivity } from './activity.ts'
import { findManagers, notify } from './notifications.ts'
import { hashSecret, randomSecret } from './secrets.ts'
import { type Emit, transact } from './transact.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * @returns the secret of the link, shown this once
 * @throws {AppError} forbidden for a role above the inviter's; already_exists for somebody who is in the workspace
 */
export async function createInvitation(
  db: Db,
  { workspaceId, userId, role: ownRole }: AllowedWorkspace<'manage'>,
  { email, role }: CreateInvitation,
): Promise<{ id: string; expiresAt: Date }> {
  if (ROLES.indexOf(role) > ROLES.indexOf(ownRole)) throw new AppError('forbidden')
  if ((await db.member.count({ where: { workspaceId, user: { email } } })) > 0) {
    throw new AppError('already_exists', { message: 'This person is in the workspace already.' })
  }
  const id = randomSecret(16)
  const expiresAt = new Date(Date.now() + LIMITS.invitationDays * DAY_MS)
  await transact(db, async (tx, emit) => {
    await tx.invitation.create({
      data: { idHash: hashSecret(id), workspaceId, email, role, createdById: userId, expiresAt },
    })
    await recordActivity(tx, { workspaceId, userId, kind: 'invited', data: { role } })
    emit({ type: 'lists.changed', workspaceId })
  })
  return { id, expiresAt }
}

/** Whether somebody with this address is awaited: an account may be made for them before they use their link. */
export async function hasOpenInvitation(db: Tx, email: string): Promise<boolean> {
  const open = { email: email.toLowerCase(), acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } }
  return (await db.invitation.count({ where: open })) > 0
}

export type OpenInvitation = {
  readonly workspaceId: WorkspaceId
  readonly workspaceName: string
  readonly invitedBy: string
  readonly email: string
  readonly role: Role
}

/** What an invitation's page shows. @throws {AppError} invitation_ended, also for a secret that never was one */
export async function getInvitation(db: Tx, id: string): Promise<OpenInvitation> {
  const row = await db.invitation.findFirst({ where: stillOpen(id), include: { workspace: true } })
  if (!row) throw new AppError('invitation_ended')
  const inviter = await db.user.findUnique({ where: { id: row.createdById }, select: { name: true } })
  return {
    workspaceId: row.workspaceId as WorkspaceId,
    workspaceName: row.workspace.name,
    invitedBy: inviter?.name ?? 'Somebody',
    email: row.email,
    role: Role.parse(row.role),
  }
}

/**
 * Uses the invitation up and adds the person; an existing membership keeps its role. One statement decides who of two
 * gets it.
 *
 * @returns where the person is now, in the role they have there
 * @throws {AppError} invitation_ended when it was used, taken back, has ended, never was, or is for another address
 */
export async function acceptInvitation(
  db: Db,
  { invitationId, userId }: { invitationId: string; userId: UserId },
): Promise<{ workspaceId: WorkspaceId; role: Role }> {
  const joined = await transact(db, async (tx, emit) => {
    const user = await tx.user.findUnique({ where: { id: userId }, select: { email: true } })
    const [row] = await tx.invitation.updateManyAndReturn({
      where: { ...stillOpen(invitationId), email: user?.email ?? '' },
      data: { acceptedAt: new Date(), acceptedById: userId },
      select: { workspaceId: true, role: true },
    })
    if (!row) return null
    const { workspaceId, role } = row
    const { count } = await tx.member.createMany({ data: { workspaceId, userId, role }, skipDuplicates: true })
    if (count > 0) await tellOfMember(tx, emit, { workspaceId: workspaceId as WorkspaceId, userId, role })
    emit({ type: 'membership.changed', workspaceId, userId })
    const member = await tx.member.findUniqueOrThrow({
      where: { workspaceId_userId: { workspaceId, userId } },
      select: { role: true },
    })
    return { workspaceId: workspaceId as WorkspaceId, role: Role.parse(member.role) }
  })
  if (joined) return joined
  const meant = await db.invitation.findFirst({ where: stillOpen(invitationId), select: { workspaceId: true } })
  if (meant) await recordRefusedInvitation(db, meant.workspaceId as WorkspaceId, userId)
  throw new AppError('invitation_ended')
}

/** To the log, and to those who manage the workspace. */
async function tellOfMember(
  tx: Tx,
  emit: Emit,
  { workspaceId, userId, role }: { workspaceId: WorkspaceId; userId: UserId; role: string },
): Promise<void> {
  await recordActivity(tx, { workspaceId, userId, kind: 'member_joined', data: { role } })
  const { name } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { name: true } })
  await notify(tx, emit, {
    kind: 'member_joined',
    severity: 'info',
    workspace: { id: workspaceId, words: name },
    actorId: userId,
    to: await (await findManagers(tx, workspaceId)).filter(id => id !== userId),
    body: `As ${role}`,
    dedupeKey: `member_joined:${workspaceId}:${userId}`,
  })
}

function stillOpen(id: string) {
  return { idHash: hashSecret(id), acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } }
}

/**
 * Takes back what can still be accepted by that address: its links open nothing from then on.
 * @throws {AppError} not_found where nobody of that address is invited
 */
export async function revokeInvitations(
  db: Db,
  { workspaceId, userId }: AllowedWorkspace<'manage'>,
  email: string,
): Promise<void> {
  await transact(db, async (tx, emit) => {
    const taken = await tx.invitation.updateManyAndReturn({
      where: { workspaceId, email, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } },
      data: { revokedAt: new Date() },
      select: { role: true },
    })
    if (taken.length === 0) throw new AppError('not_found')
    for (const { role } of taken)
      await recordActivity(tx, { workspaceId, userId, kind: 'invitation_taken_back', data: { role } })
    emit({ type: 'lists.changed', workspaceId })
  })
}
