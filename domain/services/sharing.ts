/**
 * Who may see a post: everybody in its workspace, or its creator and the people named. What follows from these rows is
 * said by the view post_access alone; here they change, each with the event that ends what they no longer allow.
 */
import { AppError } from '#domain/contract/errors.ts'
import type { PostId } from '#domain/contract/ids.ts'
import type { AccessLevel, PostAccess } from '#domain/contract/inputs/sharing.ts'
import type { Db, Tx } from '#prisma/client.ts'
import type { AllowedPost } from './access.ts'
import { type ActivityKind, recordActivity } from './activity.ts'
import { dropNotices } from './notifications.ts'
import { type Emit, transact } from './transact.ts'

type Shared = AllowedPost<'share'>

/** Whoever makes a post private stays among those who see it. The names of the people are kept while it is open. */
export async function changeAccess(db: Db, post: Shared, access: PostAccess): Promise<void> {
  const { postId, userId } = post
  await transact(db, async (tx, emit) => {
    const { count } = await tx.post.updateMany({ where: { id: postId, access: { not: access } }, data: { access } })
    if (count === 0) return
    if (access === 'private' && !post.isCreator) {
      await tx.postPerson.createMany({
        data: { postId, userId, level: 'edit', addedById: userId },
        skipDuplicates: true,
      })
    }
    await changed(tx, emit, post, access === 'private' ? 'made_private' : 'opened_to_workspace')
  })
}

/**
 * Names somebody, or changes what they may do.
 * @throws {AppError} not_found for people outside the workspace; invalid_transition for who began the post
 */
export async function namePerson(db: Db, post: Shared, personId: string, level: AccessLevel): Promise<void> {
  const { postId, workspaceId, userId } = post
  await transact(db, async (tx, emit) => {
    const name = await requireOther(tx, postId, personId)
    const isMember = await tx.member.count({ where: { workspaceId, userId: personId } })
    if (isMember === 0) throw new AppError('not_found')
    await tx.postPerson.upsert({
      where: { postId_userId: { postId, userId: personId } },
      create: { postId, userId: personId, level, addedById: userId },
      update: { level },
    })
    await changed(tx, emit, post, 'access_given', { whom: personId, name, level })
  })
}

/** Twice does nothing the second time. @throws {AppError} invalid_transition for who began the post */
export async function removePerson(db: Db, post: Shared, personId: string): Promise<void> {
  const { postId } = post
  await transact(db, async (tx, emit) => {
    const name = await requireOther(tx, postId, personId)
    const { count } = await tx.postPerson.deleteMany({ where: { postId, userId: personId } })
    if (count > 0) await changed(tx, emit, post, 'access_taken', { whom: personId, name })
  })
}

/**
 * What a leaver was named for ends; private posts they began pass to the owners of the workspace, so that none is left
 * that nobody sees. Called before the membership goes.
 */
export async function handOverPrivatePosts(tx: Tx, emit: Emit, workspaceId: string, leaverId: string): Promise<void> {
  await tx.postPerson.deleteMany({ where: { userId: leaverId, post: { workspaceId } } })
  const posts = await tx.$queryRaw<{ id: PostId }[]>`
    insert into post_person ("postId", "userId", level, "addedById")
    select p.id, o."userId", 'edit', o."userId" from post p
    join member o on o."workspaceId" = p."workspaceId" and o.role = 'owner' and o."suspendedAt" is null and o."userId" <> ${leaverId}
    where p."workspaceId" = ${workspaceId}::uuid and p."createdById" = ${leaverId} and p.access = 'private'
    on conflict ("postId", "userId") do update set level = 'edit'
    returning "postId" as id`
  for (const postId of new Set(posts.map(({ id }) => id))) {
    emit({ type: 'access.changed', postId, workspaceId, by: leaverId })
  }
}

async function requireOther(tx: Tx, postId: PostId, personId: string): Promise<string> {
  const [post, person] = await Promise.all([
    tx.post.findUniqueOrThrow({ where: { id: postId }, select: { createdById: true } }),
    tx.user.findUnique({ where: { id: personId }, select: { name: true } }),
  ])
  if (!person) throw new AppError('not_found')
  if (post.createdById === personId) {
    throw new AppError('invalid_transition', { message: 'Who began a post keeps it.' })
  }
  return person.name
}

async function changed(
  tx: Tx,
  emit: Emit,
  { postId, workspaceId, userId }: Shared,
  kind: ActivityKind,
  data: Record<string, string> = {},
): Promise<void> {
  await dropNotices(tx, emit, postId)
  await recordActivity(tx, { workspaceId, postId, userId, kind, data })
  emit({ type: 'access.changed', postId, workspaceId, by: userId })
}
