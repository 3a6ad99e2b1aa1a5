/** Posts in the bin, as the HTTP API has them. */
import { apiFetch } from '#web/api-client.ts'
import { isRecord, parsePostAnswer } from '#web/features/posts/answer.ts'
import type { PostAnswer } from '#web/realtime/realtime-types.ts'

export type BinnedPost = {
  readonly id: string
  readonly rev: number
  readonly title: string
  /** When it went into the bin. */
  readonly at: string
}
type BinPageAnswer = { readonly items: readonly BinnedPost[]; readonly nextCursor: string | null }

/** @throws {ApiError} */
export async function findBin(workspaceId: string, cursor: string | null, signal: AbortSignal): Promise<BinPageAnswer> {
  const query = new URLSearchParams({ workspace: workspaceId, state: 'deleted', ...(cursor ? { cursor } : {}) })
  const answer = await apiFetch(`/api/v1/posts?${query}`, { signal })
  const items = isRecord(answer) && Array.isArray(answer.items) ? answer.items.flatMap(parseBinned) : []
  return { items, nextCursor: isRecord(answer) && typeof answer.nextCursor === 'string' ? answer.nextCursor : null }
}

/** Back among the drafts. @throws {ApiError} */
export async function restorePost({ id, rev }: BinnedPost): Promise<PostAnswer | null> {
  return parsePostAnswer(await apiFetch(`/api/v1/posts/${id}/restore`, { method: 'POST', body: {}, rev }))
}

function parseBinned(value: unknown): BinnedPost[] {
  const post = parsePostAnswer(value)
  return post ? [{ id: post.id, rev: post.rev, title: post.title, at: post.at ?? '' }] : []
}
