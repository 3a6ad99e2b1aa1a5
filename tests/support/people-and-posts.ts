/** Rows that tests of lists, feeds and jobs begin with, written straight into the tables. */
import type { PostId, UserId, WorkspaceId } from '#domain/contract/ids.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import type { Role } from '#domain/contract/roles.ts'
import { claimDelivery, recordDelivery } from '#domain/services/deliveries.ts'
import { contentHash } from '#domain/text/hash.ts'
import { jsonFromMarkdown } from '#domain/text/markdown.ts'
import type { Db } from '#prisma/client.ts'

export async function addPerson(db: Db, name: string): Promise<UserId> {
  const id = `${name.toLowerCase()}-${crypto.randomUUID().slice(0, 8)}`
  await db.user.create({ data: { id, name, email: `${id}@example.org`, color: 3 } })
  return id as UserId
}

export async function addWorkspace(db: Db, name: string, members: Record<string, Role>): Promise<WorkspaceId> {
  const workspace = await db.workspace.create({
    data: {
      name,
      slug: `${name.toLowerCase()}-${crypto.randomUUID().slice(0, 8)}`,
      members: { create: Object.entries(members).map(([userId, role]) => ({ userId, role })) },
      channels: { create: { kind: 'site', name: 'Site' } },
    },
  })
  return workspace.id as WorkspaceId
}

export async function addPost(
  db: Db,
  {
    workspaceId,
    userId,
    ...rest
  }: { workspaceId: WorkspaceId; userId: UserId; title?: string; state?: PostState; updatedAt?: Date; slug?: string },
): Promise<PostId> {
  const { title = 'A buoy', state = 'draft', slug = crypto.randomUUID(), updatedAt = new Date() } = rest
  const post = await db.post.create({
    data: { workspaceId, slug, title, state, updatedAt, createdById: userId, changedById: userId },
  })
  return post.id as PostId
}

/** A post whose text is frozen and whose delivery waits, as the command `publish` leaves it; to the site if no channel is named. */
export async function addPublishingPost(
  db: Db,
  {
    workspaceId,
    userId,
    title,
    markdown,
    channelId,
  }: { workspaceId: WorkspaceId; userId: UserId; title: string; markdown: string; channelId?: string },
): Promise<{ postId: PostId; versionId: string; deliveryId: string; contentHash: string }> {
  const postId = await addPost(db, { workspaceId, userId, title, state: 'publishing' })
  const content = jsonFromMarkdown(title, markdown)
  const hash = await contentHash(content)
  const version = await db.postVersion.create({
    data: {
      postId,
      number: 1,
      reason: 'publish',
      state: new Uint8Array([0, 0]),
      content,
      contentHash: hash,
      title,
      logSeq: 1,
      createdById: userId,
    },
  })
  await db.post.update({ where: { id: postId }, data: { frozenVersionId: version.id, contentHash: hash } })
  const channel = await db.channel.findFirstOrThrow({
    where: channelId === undefined ? { workspaceId, kind: 'site' } : { id: channelId },
  })
  const delivery = await db.delivery.create({
    data: {
      postId,
      channelId: channel.id,
      versionId: version.id,
      idempotencyKey: `${postId}:${channel.id}:${version.id}`,
    },
  })
  return { postId, versionId: version.id, deliveryId: delivery.id, contentHash: hash }
}

/** The same, and the site has it. */
export async function addPublished(db: Db, post: Parameters<typeof addPublishingPost>[1]) {
  const published = await addPublishingPost(db, post)
  const claimed = await claimDelivery(db, published.deliveryId)
  if (!claimed) throw new Error('not claimed')
  await recordDelivery(db, claimed, { kind: 'published', url: null })
  const { slug } = await db.post.findUniqueOrThrow({ where: { id: published.postId } })
  return { ...published, slug }
}
