/** Calls about what readers do. */
import {
  READER_COMMENT_STATES,
  READER_REACTIONS,
  type ReaderCommentState,
  type ReaderReaction,
} from '#domain/contract/engagement.ts'
import { apiFetch } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'

export type Counts = { readonly views: number; readonly reactions: number; readonly comments: number }
export type ChannelCounts = Counts & { readonly channelId: string; readonly name: string }
export type DayCounts = Counts & { readonly channelId: string; readonly day: string }

export type Engagement = {
  readonly totals: Counts
  readonly channels: readonly ChannelCounts[]
  readonly days: readonly DayCounts[]
  readonly reactions: readonly { readonly reaction: ReaderReaction; readonly count: number }[]
}

export type ReaderComment = {
  readonly id: string
  readonly post: { readonly id: string; readonly title: string }
  readonly name: string
  readonly body: string
  readonly state: ReaderCommentState
  readonly createdAt: string
  readonly decidedBy: string | null
}

/** Of one post, or of a whole workspace. */
export type CommentsOf = { readonly postId: string } | { readonly workspaceId: string }
export type CommentPage = { readonly items: readonly ReaderComment[]; readonly nextCursor: string | null }

/** @throws {ApiError} */
export async function findEngagement(postId: string, days: number, signal: AbortSignal): Promise<Engagement> {
  const answer = await apiFetch(`/api/v1/posts/${encodeURIComponent(postId)}/engagement?days=${days}`, { signal })
  const { totals, channels, days: rows, reactions } = isRecord(answer) ? answer : {}
  return {
    totals: countsOf(totals),
    channels: recordsOf(channels).map(row => ({
      ...countsOf(row),
      channelId: String(row.channelId),
      name: String(row.name),
    })),
    days: recordsOf(rows).map(row => ({ ...countsOf(row), channelId: String(row.channelId), day: String(row.day) })),
    reactions: READER_REACTIONS.map(reaction => ({
      reaction,
      count: Number(recordsOf(reactions).find(row => row.reaction === reaction)?.count ?? 0),
    })),
  }
}

/** @throws {ApiError} */
export async function findReaderComments(
  of: CommentsOf,
  { state, cursor }: { readonly state: ReaderCommentState; readonly cursor: string | null },
  signal: AbortSignal,
): Promise<CommentPage> {
  const base =
    'postId' in of ? `posts/${encodeURIComponent(of.postId)}` : `workspaces/${encodeURIComponent(of.workspaceId)}`
  const query = new URLSearchParams({ limit: '20', state, ...(cursor === null ? {} : { cursor }) })
  const answer = await apiFetch(`/api/v1/${base}/reader-comments?${query}`, { signal })
  return {
    items: isRecord(answer) ? recordsOf(answer.items).flatMap(parseComment) : [],
    nextCursor: isRecord(answer) && typeof answer.nextCursor === 'string' ? answer.nextCursor : null,
  }
}

/** @throws {ApiError} */
export async function decideReaderComment(id: string, state: ReaderCommentState): Promise<ReaderComment> {
  const answer = await apiFetch(`/api/v1/reader-comments/${encodeURIComponent(id)}`, {
    method: 'PATCH',
    body: { state },
  })
  const [comment] = parseComment(answer)
  if (!comment) throw new Error('The answer is no comment')
  return comment
}

function parseComment(value: unknown): ReaderComment[] {
  if (!isRecord(value) || !isRecord(value.post)) return []
  const state = READER_COMMENT_STATES.find(known => known === value.state)
  if (!state || typeof value.id !== 'string') return []
  return [
    {
      id: value.id,
      post: { id: String(value.post.id), title: String(value.post.title) },
      name: String(value.name),
      body: String(value.body),
      state,
      createdAt: String(value.createdAt),
      decidedBy: isRecord(value.decidedBy) ? String(value.decidedBy.name) : null,
    },
  ]
}

function countsOf(value: unknown): Counts {
  const of = isRecord(value) ? value : {}
  return { views: Number(of.views ?? 0), reactions: Number(of.reactions ?? 0), comments: Number(of.comments ?? 0) }
}

function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
