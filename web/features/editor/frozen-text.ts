/** Which text goes out, or went out: the newest frozen version of a post, as the HTTP API has it. */
import type { PostState } from '#domain/contract/post-status.ts'
import { apiFetch } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'

export type FrozenVersion = { readonly number: number; readonly contentHash: string; readonly createdAt: string }

/** Null when nothing was frozen yet. @throws {ApiError} */
export async function findFrozen(postId: string, signal: AbortSignal): Promise<FrozenVersion | null> {
  const answer = await apiFetch(`/api/v1/posts/${encodeURIComponent(postId)}/versions`, { signal })
  const newest: unknown = isRecord(answer) && Array.isArray(answer.items) ? answer.items[0] : null
  if (!isRecord(newest)) return null
  const { number, contentHash, createdAt } = newest
  if (typeof number !== 'number' || typeof contentHash !== 'string' || typeof createdAt !== 'string') return null
  return { number, contentHash, createdAt }
}

/** How the frozen text is called in each state; null where what counts is the draft. */
const CALLED: Record<PostState, string | null> = {
  draft: null,
  in_review: null,
  approved: 'Approved text',
  scheduled: 'The text that goes out',
  publishing: 'The text going out now',
  published: 'Published text',
  failed: 'The text that was to go out',
  partly_published: 'Published text',
  unconfirmed: 'The text that was sent',
  archived: null,
  deleted: null,
}

export function frozenWords(state: PostState): string | null {
  return CALLED[state]
}

/** First and last four of a sha-256 in hex: enough to compare by eye. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)} … ${hash.slice(-4)}`
}
