/** What the editor page is rendered with on the server: session → proof → query. */
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { AppError } from '#domain/contract/errors.ts'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { PostId } from '#domain/contract/ids.ts'
import type { Role } from '#domain/contract/roles.ts'
import { getPost } from '#domain/queries/posts.ts'
import { requirePost } from '#domain/services/access.ts'
import { getPrincipal } from '#web/auth/session.ts'
import { serverContext } from '#web/server-context.ts'

export type EditorChannel = { readonly id: string; readonly name: string; readonly kind: string }

export type EditorPageData = {
  /** Whose rights it shows. */
  readonly madeFor: string
  readonly postId: string
  readonly slug: string
  readonly role: Role
  readonly workspace: { readonly name: string; readonly slug: string }
  readonly owner: { readonly id: string; readonly name: string; readonly color: number } | null
  /** Where a post may go out. */
  readonly channels: readonly EditorChannel[]
  /** As the feed would say it, until the feed is there. */
  readonly post: FeedPost
}

/** Absent, foreign and malformed look the same: the page of what is not there. Asked once a request. */
export const loadEditorPage = cache(async (id: string): Promise<EditorPageData> => {
  const postId = PostId.safeParse(id)
  const principal = await getPrincipal(await headers())
  if (!postId.success || !principal) notFound()
  const { db } = serverContext()
  const allowed = await requirePost(db, principal, postId.data, 'read').catch(toNotFound)
  const [view, workspace, channels] = await Promise.all([
    getPost(db, allowed),
    db.workspace.findUniqueOrThrow({ where: { id: allowed.workspaceId }, select: { name: true, slug: true } }),
    db.channel.findMany({
      where: { workspaceId: allowed.workspaceId, enabled: true },
      select: { id: true, name: true, kind: true },
      orderBy: { createdAt: 'asc' },
    }),
  ])
  return {
    madeFor: principal.userId,
    postId: view.id,
    slug: view.slug,
    role: allowed.role,
    workspace,
    owner: view.createdBy,
    channels,
    post: {
      workspaceId: view.workspaceId,
      state: view.state,
      rev: view.rev,
      title: view.title,
      at: view.updatedAt,
      by: view.changedBy,
      ...(view.tags.length > 0 ? { tags: view.tags } : {}),
      ...(view.scheduledAt ? { scheduledAt: view.scheduledAt } : {}),
      ...(view.heldAt ? { heldAt: view.heldAt } : {}),
      ...(view.changedSince ? { changedSince: view.changedSince } : {}),
      ...(view.timeZone ? { timeZone: view.timeZone } : {}),
      ...(view.publishedAt ? { publishedAt: view.publishedAt } : {}),
      ...(view.readers ? { readers: view.readers } : {}),
      deliveries: view.deliveries,
      ...(view.state === 'deleted' ? { deleted: true } : {}),
      ...(view.access === 'private' ? { private: true } : {}),
    },
  }
})

function toNotFound(error: unknown): never {
  if (error instanceof AppError && (error.code === 'not_found' || error.code === 'forbidden')) notFound()
  throw error
}
