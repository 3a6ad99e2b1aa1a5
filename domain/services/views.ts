/** Views of public pages, many in one transaction: a row a view would cost more than the page. */
import type { PostId, WorkspaceId } from '#domain/contract/ids.ts'
import type { Db } from '#prisma/client.ts'
import { addEngagement } from './engagement.ts'
import { transact } from './transact.ts'

export type CountedViews = {
  readonly postId: PostId
  readonly workspaceId: WorkspaceId
  readonly channelId: string
  readonly views: number
}

export async function recordViews(db: Db, counted: readonly CountedViews[]): Promise<void> {
  if (counted.length === 0) return
  // In one order everywhere, so that two servers that write at once wait for each other and not in a circle.
  const inOrder = counted.toSorted((a, b) => (a.postId < b.postId ? -1 : 1))
  await transact(db, async (tx, emit) => {
    const there = await tx.post.findMany({
      where: { id: { in: inOrder.map(({ postId }) => postId) } },
      select: { id: true },
    })
    const known = new Set(there.map(({ id }) => id))
    for (const { channelId, views, ...post } of inOrder) {
      if (!known.has(post.postId)) continue
      await addEngagement(tx, emit, post, { channelId, views, showsOnSite: false })
    }
  })
}
