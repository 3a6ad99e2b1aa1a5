/** Which text goes out, or went out: the newest frozen version of a post, as the HTTP API has it. */
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
