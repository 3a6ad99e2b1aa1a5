/** A person as they see themselves, with the workspaces they are in. */
import { AppError } from '#domain/contract/errors.ts'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { Role } from '#domain/contract/roles.ts'
import type { Tx } from '#prisma/client.ts'

export type Me = {
  readonly user: { readonly id: UserId; readonly name: string; readonly email: string; readonly color: number }
  /** Oldest membership first. */
  readonly workspaces: readonly {
    readonly id: WorkspaceId
    readonly name: string
    readonly slug: string
    readonly role: Role
  }[]
}

/** @throws {AppError} unauthenticated when the person is gone */
export async function getMe(db: Tx, userId: UserId): Promise<Me> {
  const row = await db.user.findUnique({
    where: { id: userId },
    select: {
      name: true,
      email: true,
      color: true,
      memberships: {
        where: { suspendedAt: null },
        select: { role: true, workspace: { select: { id: true, name: true, slug: true } } },
        orderBy: { createdAt: 'asc' },
      },
    },
  })
  if (!row) throw new AppError('unauthenticated')
  return {
    user: { id: userId, name: row.name, email: row.email, color: row.color },
    workspaces: row.memberships.map(({ role, workspace }) => ({
      id: workspace.id as WorkspaceId,
      name: workspace.name,
      slug: workspace.slug,
      role: role as Role,
    })),
  }
}
