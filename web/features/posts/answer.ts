/** Reads a post in an answer of the API; by hand, so that pages need no schema library for one shape. */
import type { ChangedSince, FeedPost } from '#domain/contract/feed-shape.ts'
import { POST_STATES } from '#domain/contract/post-status.ts'
import type { PostAnswer } from '#web/realtime/realtime-types.ts'

export function parsePostAnswer(answer: unknown): (PostAnswer & { readonly title: string }) | null {
  if (!isRecord(answer) || typeof answer.id !== 'string' || typeof answer.rev !== 'number') return null
  const state = POST_STATES.find(known => known === answer.state)
  if (!state) return null
  return {
    id: answer.id,
    rev: answer.rev,
    state,
    title: typeof answer.title === 'string' ? answer.title : '',
    ...(Array.isArray(answer.tags) && answer.tags.length > 0
      ? { tags: answer.tags.filter(tag => typeof tag === 'string') }
      : {}),
    ...(isRecord(answer.changedBy) ? { by: answer.changedBy as FeedPost['by'] } : {}),
    ...(typeof answer.workspaceId === 'string' ? { workspaceId: answer.workspaceId } : {}),
    ...(typeof answer.updatedAt === 'string' ? { at: answer.updatedAt } : {}),
    ...(Array.isArray(answer.deliveries)
      ? { deliveries: answer.deliveries as NonNullable<FeedPost['deliveries']> }
      : {}),
    ...(typeof answer.scheduledAt === 'string' ? { scheduledAt: answer.scheduledAt } : {}),
    ...(isChangedSince(answer.changedSince) ? { changedSince: answer.changedSince } : {}),
    ...(typeof answer.heldAt === 'string' ? { heldAt: answer.heldAt } : {}),
    ...(typeof answer.timeZone === 'string' ? { timeZone: answer.timeZone } : {}),
    ...(typeof answer.publishedAt === 'string' ? { publishedAt: answer.publishedAt } : {}),
  }
}

/** A post in a list of the API, as a feed would have it. */
export function parseListedPost(answer: unknown): (FeedPost & { readonly id: string }) | null {
  const post = parsePostAnswer(answer)
  if (post?.workspaceId === undefined || post.at === undefined || !isRecord(answer)) return null
  const { openThreads, readers, access } = answer
  return {
    ...post,
    workspaceId: post.workspaceId,
    at: post.at,
    by: post.by ?? null,
    ...(typeof openThreads === 'number' && openThreads > 0 ? { openThreads } : {}),
    ...(isRecord(readers) ? { readers: readers as NonNullable<FeedPost['readers']> } : {}),
    ...(access === 'private' ? { private: true } : {}),
  }
}

function isChangedSince(value: unknown): value is ChangedSince {
  return value === 'approval' || value === 'schedule'
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
