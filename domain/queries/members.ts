/** Who is in a workspace, and who is invited. */
import { z } from 'zod'
import { AppError } from '#domain/contract/errors.ts'
import { FeedPerson } from '#domain/contract/feed-shape.ts'
import { Role } from '#domain/contract/roles.ts'
import type { AllowedWorkspace } from '#domain/services/access.ts'
import type { Tx } from '#prisma/client.ts'

export const MemberView = FeedPerson.extend({
  email: z.string(),
  role: Role,
  joinedAt: z.string(),
  suspendedAt: z.string().nullable(),
}).meta({
  id: 'Member',
})
export type MemberView = z.infer<typeof MemberView>

export const PendingInvitation = z
  .object({ email: z.string(), role: Role, invitedBy: z.string(), createdAt: z.string(), expiresAt: z.string() })
  .meta({ id: 'PendingInvitation' })
export type PendingInvitation = z.infer<typeof PendingInvitation>

const person = { select: { id: true, name: true, color: true, email: true } } as const

/** Longest in the workspace first. */
export async function listMembers(db: Tx, { workspaceId }: AllowedWorkspace<'read'>): Promise<MemberView[]> {
  const rows = await db.member.findMany({
    where: { workspaceId },
    include: { user: person },
    orderBy: [{ createdAt: 'asc' }, { userId: 'asc' }],
  })
  return rows.map(toView)
}

/** @throws {AppError} not_found */
export async function getMember(
  db: Tx,
  { workspaceId }: AllowedWorkspace<'read'>,
  userId: string,
): Promise<MemberView> {
  const row = await db.member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId } },
    include: { user: person },
  })
  if (!row) throw new AppError('not_found')
  return toView(row)
}

/** Invitations that can still be accepted. Their links cannot be read back. */
export async function listInvitations(
  db: Tx,
  { workspaceId }: AllowedWorkspace<'manage'>,
): Promise<PendingInvitation[]> {
  const rows = await db.invitation.findMany({
    where: { workspaceId, acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() } },
    orderBy: { createdAt: 'desc' },
  })
  const inviters = await db.user.findMany({
    where: { id: { in: rows.map(row => row.createdById) } },
    select: { id: true, name: true },
  })
  const nameById = new Map(inviters.map(({ id, name }) => [id, name]))
  return rows.map(row => ({
    email: row.email,
    role: Role.parse(row.role),
    invitedBy: nameById.get(row.createdById) ?? '',
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }))
}

type Row = {
  role: string
  createdAt: Date
  suspendedAt: Date | null
  user: { id: string; name: string; color: number; email: string }
}

function toView({ role, createdAt, suspendedAt, user }: Row): MemberView {
  return {
    ...user,
    role: Role.parse(role),
    joinedAt: createdAt.toISOString(),
    suspendedAt: suspendedAt?.toISOString() ?? null,
  }
}
