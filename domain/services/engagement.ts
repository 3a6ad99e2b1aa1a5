/**
 * What readers do adds up here, whatever channel it comes from: sums of the post, sums of the day, milestones, and the
 * event that shows it. Each is moved by one statement that adds, never read and written back.
 *
 * Lock order: what was done (a mark, a comment, a channel's count) first, then the sums of its post.
 */
import { MILESTONES } from '#domain/contract/engagement.ts'
import type { PostId, WorkspaceId } from '#domain/contract/ids.ts'
import type { Tx } from '#prisma/client.ts'
import { notify } from './notifications.ts'
import type { Emit } from './transact.ts'

export type EngagedPost = { readonly postId: PostId; readonly workspaceId: WorkspaceId }

type Engagement = {
  readonly channelId: string
  readonly views?: number | undefined
  readonly reactions?: number | undefined
  readonly comments?: number | undefined
  /** Comments that wait for a decision, more or less. */
  readonly waiting?: number | undefined
  /** Whether the public page looks different by it. */
  readonly showsOnSite: boolean
}

export async function addEngagement(tx: Tx, emit: Emit, post: EngagedPost, more: Engagement): Promise<void> {
  const { postId } = post
  const { channelId, views = 0, reactions = 0, comments = 0, waiting = 0, showsOnSite } = more
  // The row stays locked until the commit: whoever counts next for this post sees this sum.
  const [sums] = await tx.$queryRaw<{ interactions: number }[]>`
    insert into post_engagement as e ("postId", rev, views, reactions, comments, waiting)
    values (${postId}::uuid, ${showsOnSite ? 1 : 0}, ${views}, ${reactions}, ${comments}, ${waiting})
    on conflict ("postId") do update set rev = e.rev + excluded.rev, views = e.views + excluded.views,
      reactions = e.reactions + excluded.reactions, comments = e.comments + excluded.comments,
      waiting = e.waiting + excluded.waiting
    returning e.reactions + e.comments as interactions`
  if (views !== 0 || reactions !== 0 || comments !== 0) {
    await tx.$executeRaw`
      insert into engagement_day as d ("postId", "channelId", day, views, reactions, comments)
      values (${postId}::uuid, ${channelId}::uuid, (now() at time zone 'utc')::date, ${views}, ${reactions}, ${comments})
      on conflict ("postId", "channelId", day) do update set views = d.views + excluded.views,
        reactions = d.reactions + excluded.reactions, comments = d.comments + excluded.comments`
  }
  if (reactions > 0 || comments > 0) await tellOfMilestones(tx, emit, post, sums?.interactions ?? 0)
  emit({ type: 'engagement.changed', postId })
}

/** Whoever inserts the row of a milestone tells of it: once, whatever is taken back and comes again. */
async function tellOfMilestones(
  tx: Tx,
  emit: Emit,
  { postId, workspaceId }: EngagedPost,
  interactions: number,
): Promise<void> {
  const reached = MILESTONES.filter(threshold => threshold <= interactions)
  if (reached.length === 0) return
  const news = await tx.engagementMilestone.createManyAndReturn({
    data: reached.map(threshold => ({ postId, threshold })),
    skipDuplicates: true,
    select: { threshold: true },
  })
  if (news.length === 0) return
  const { title, createdById } = await tx.post.findUniqueOrThrow({
    where: { id: postId },
    select: { title: true, createdById: true },
  })
  for (const { threshold } of news) {
    await notify(tx, emit, {
      kind: 'milestone',
      severity: 'success',
      post: { id: postId, workspaceId, title },
      actorId: null,
      to: [createdById],
      dedupeKey: `milestone:${postId}:${threshold}`,
      body: `${threshold.toLocaleString('en-GB')} reactions and comments`,
    })
  }
}
