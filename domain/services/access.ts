/**
 * Who may do what, and the proof of it. Services and queries take these branded values, so an unchecked id does not
 * compile. Absent and forbidden look the same to people outside the workspace: not_found.
 */
import { AppError } from '#domain/contract/errors.ts'
import type {
  ChannelId,
  IncomingWebhookId,
  PostId,
  ReaderCommentId,
  SessionId,
  UserId,
  WorkspaceId,
} from '#domain/contract/ids.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import { can, type Right, type Role } from '#domain/contract/roles.ts'
import type { Tx } from '#prisma/client.ts'
import { Prisma } from '#prisma/generated/client.ts'

declare const proof: unique symbol

/** Somebody whose session, ticket or API token was checked. `sessionId` is null for API tokens. */
export type Principal = {
  readonly userId: UserId
  readonly sessionId: SessionId | null
  /** The API token that speaks for the person, where it is not a session. */
  readonly tokenId?: string | undefined
  /** Somebody without an account who came by a share link; `userId` is then nobody's, and opens nothing else. */
  readonly guest?: { readonly linkId: string } | undefined
}

type Proof<R extends Right> = { readonly [proof]: R }

export type AllowedWorkspace<R extends Right> = Proof<R> & {
  readonly workspaceId: WorkspaceId
  readonly userId: UserId
  readonly role: Role
}

export type AllowedPost<R extends Right> = AllowedWorkspace<R> & {
  readonly postId: PostId
  readonly state: PostState
  readonly rev: number
  readonly isCreator: boolean
}

export type AllowedChannel<R extends Right> = AllowedWorkspace<R> & {
  readonly channelId: ChannelId
  readonly kind: string
}

export type AllowedReaderComment<R extends Right> = AllowedPost<R> & { readonly commentId: ReaderCommentId }

export type AllowedIncomingWebhook<R extends Right> = AllowedChannel<R> & { readonly webhookId: IncomingWebhookId }

/** @throws {AppError} not_found for people outside the workspace, forbidden for members whose role is too low */
export async function requireWorkspace<R extends Right>(
  db: Tx,
  principal: Principal,
  workspaceId: WorkspaceId,
  right: R,
): Promise<AllowedWorkspace<R>> {
  const member = await db.member.findFirst({
    where: { workspaceId, userId: principal.userId, suspendedAt: null },
    select: { role: true },
  })
  if (!member) throw new AppError('not_found')
  const role = member.role as Role
  if (!can(role, right)) throw new AppError('forbidden', { details: { role, needs: right } })
  return { workspaceId, userId: principal.userId, role } as AllowedWorkspace<R>
}

/**
 * A post in the bin stays reachable for those who see it; `state` tells. `role` is what the person is on this post.
 * @throws {AppError} not_found for people who may not see it, forbidden for those whose role there is too low
 */
export async function requirePost<R extends Right>(
  db: Tx,
  principal: Principal,
  postId: PostId,
  right: R,
): Promise<AllowedPost<R>> {
  const [row] = await db.$queryRaw<PostRow[]>`
    select p."workspaceId", p.state, p.rev, a.role, a."isCreator"
    from post p join post_access a on a."postId" = p.id and a."userId" = ${principal.userId}
    where p.id = ${postId}::uuid`
  if (!row) throw new AppError('not_found')
  if (!mayOnPost(row, right)) throw new AppError('forbidden', { details: { role: row.role, needs: right } })
  return { ...row, postId, userId: principal.userId } as AllowedPost<R>
}

type PostRow = Pick<AllowedPost<Right>, 'workspaceId' | 'state' | 'rev' | 'role' | 'isCreator'>

/** Who began a post says who sees it, as long as they may write in it. */
export function mayOnPost({ role, isCreator }: Pick<PostRow, 'role' | 'isCreator'>, right: Right): boolean {
  return can(role, right) || (right === 'share' && isCreator && can(role, 'edit'))
}

/** SQL: whether somebody may see a post. The view post_access is the only place that knows. */
export function mayReadSql(postId: Prisma.Sql, userId: string | Prisma.Sql): Prisma.Sql {
  return Prisma.sql`exists (select from post_access seen where seen."postId" = ${postId} and seen."userId" = ${userId})`
}

/**
 * A channel that was not removed.
 * @throws {AppError} not_found for people outside its workspace, forbidden for members whose role is too low
 */
export async function requireChannel<R extends Right>(
  db: Tx,
  principal: Principal,
  channelId: ChannelId,
  right: R,
): Promise<AllowedChannel<R>> {
  const row = await db.channel.findFirst({
    where: { id: channelId, removedAt: null },
    select: { workspaceId: true, kind: true },
  })
  if (!row) throw new AppError('not_found')
  const workspace = await requireWorkspace(db, principal, row.workspaceId as WorkspaceId, right)
  return { ...workspace, channelId, kind: row.kind }
}

/** @throws {AppError} not_found for people who may not see its post, forbidden for those whose role there is too low */
export async function requireReaderComment<R extends Right>(
  db: Tx,
  principal: Principal,
  commentId: ReaderCommentId,
  right: R,
): Promise<AllowedReaderComment<R>> {
  const row = await db.readerComment.findUnique({ where: { id: commentId }, select: { postId: true } })
  if (!row) throw new AppError('not_found')
  return { ...(await requirePost(db, principal, row.postId as PostId, right)), commentId }
}

/** @throws {AppError} not_found for people outside its workspace, forbidden for members whose role is too low */
export async function requireIncomingWebhook<R extends Right>(
  db: Tx,
  principal: Principal,
  webhookId: IncomingWebhookId,
  right: R,
): Promise<AllowedIncomingWebhook<R>> {
  const row = await db.incomingWebhook.findUnique({ where: { id: webhookId }, select: { channelId: true } })
  if (!row) throw new AppError('not_found')
  return { ...(await requireChannel(db, principal, row.channelId as ChannelId, right)), webhookId }
}
