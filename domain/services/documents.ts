/** Who may open a live document, and whether to write in it. Asked on every open; losing a right only closes. */
import type { DocRef } from '#domain/contract/doc-names.ts'
import { AppError } from '#domain/contract/errors.ts'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { can } from '#domain/contract/roles.ts'
import type { Tx } from '#prisma/client.ts'
import { type Principal, requirePost, requireWorkspace } from './access.ts'
import { isLivingToken } from './api-tokens.ts'

export type OpenDocument = {
  /** Updates from this connection are refused; its awareness is not. */
  readonly readOnly: boolean
  /** What the server stamps into awareness. */
  readonly user: { readonly id: UserId; readonly name: string; readonly color: number }
  /** Workspace of a post, discussion or presence document; null for a feed. */
  readonly workspaceId: WorkspaceId | null
}

/**
 * @throws {AppError} unauthenticated when the session or token has ended since the ticket was made; not_found for what is not
 *   there or not theirs
 */
export async function requireDocument(db: Tx, principal: Principal, ref: DocRef): Promise<OpenDocument> {
  const user = await requireLivingPerson(db, principal)
  return { user, ...(await allow(db, principal, ref)) }
}

async function requireLivingPerson(db: Tx, { userId, sessionId, tokenId }: Principal): Promise<OpenDocument['user']> {
  const user = await db.user.findUnique({
    where: { id: userId },
    select: {
      name: true,
      color: true,
      sessions: { where: { id: sessionId ?? '', expiresAt: { gt: new Date() } }, select: { id: true } },
    },
  })
  if (!user || (sessionId !== null && user.sessions.length === 0)) throw new AppError('unauthenticated')
  if (tokenId !== undefined && !(await isLivingToken(db, userId, tokenId))) throw new AppError('unauthenticated')
  return { id: userId, name: user.name, color: user.color }
}

async function allow(db: Tx, principal: Principal, ref: DocRef): Promise<Omit<OpenDocument, 'user'>> {
  switch (ref.kind) {
    case 'feed':
      if (ref.userId !== principal.userId) throw new AppError('not_found')
      return { readOnly: true, workspaceId: null }
    case 'presence': {
      const { workspaceId } = await requireWorkspace(db, principal, ref.workspaceId, 'read')
      return { readOnly: true, workspaceId }
    }
    case 'discussion': {
      const { workspaceId } = await requirePost(db, principal, ref.postId, 'read')
      return { readOnly: true, workspaceId }
    }
    case 'post': {
      const { workspaceId, role } = await requirePost(db, principal, ref.postId, 'read')
      return { readOnly: !can(role, 'edit'), workspaceId }
    }
  }
}
