/** Calls about the activity log. */
import { apiFetch } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'
import type { ActivityItem } from './words.ts'

/** Of one post, or of a whole workspace. */
export type ActivityOf = { readonly postId: string } | { readonly workspaceId: string }
type ActivityPage = { readonly items: readonly ActivityItem[]; readonly nextCursor: string | null }

/** @throws {ApiError} */
export async function findActivity(
  of: ActivityOf,
  {
    cursor,
    by,
    kinds,
    limit = 20,
  }: { cursor?: string | null; by?: string | null; kinds?: string | null; limit?: number },
  signal: AbortSignal,
): Promise<ActivityPage> {
  const base =
    'postId' in of ? `posts/${encodeURIComponent(of.postId)}` : `workspaces/${encodeURIComponent(of.workspaceId)}`
  const query = new URLSearchParams({
    limit: String(limit),
    ...(cursor ? { cursor } : {}),
    ...(by ? { by } : {}),
    ...(kinds ? { kind: kinds } : {}),
  })
  const answer = await apiFetch(`/api/v1/${base}/activity?${query}`, { signal })
  const items = isRecord(answer) && Array.isArray(answer.items) ? answer.items.flatMap(parseItem) : []
  const next = isRecord(answer) && typeof answer.nextCursor === 'string' ? answer.nextCursor : null
  return { items, nextCursor: next }
}

function parseItem(value: unknown): ActivityItem[] {
  if (!isRecord(value)) return []
  const { id, at, kind, by, post, data } = value
  if (typeof id !== 'string' || typeof at !== 'string' || typeof kind !== 'string') return []
  return [
    {
      id,
      at,
      kind,
      by: isRecord(by) ? { id: String(by.id), name: String(by.name), color: Number(by.color) } : null,
      post: isRecord(post) ? { id: String(post.id), title: String(post.title) } : null,
      data: isRecord(data) ? (data as ActivityItem['data']) : {},
    },
  ]
}
