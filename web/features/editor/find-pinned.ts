/** Asks for the text that was frozen last and when it began to count; apart, because only some posts have one. */
import type { PostState } from '#domain/contract/post-status.ts'
import type { JsonNode } from '#domain/text/document.ts'
import { apiFetch } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'
import { findFrozen } from './frozen-text.ts'
import type { PinnedText } from './pinned-text.ts'

/** Null where nothing is frozen. @throws {ApiError} */
export async function findPinned(postId: string, state: PostState, signal: AbortSignal): Promise<PinnedText | null> {
  const url = `/api/v1/posts/${encodeURIComponent(postId)}`
  const frozen = await findFrozen(postId, signal)
  if (!frozen) return null
  const [version, post] = await Promise.all([
    apiFetch(`${url}/versions/${frozen.number}`, { signal }),
    apiFetch(url, { signal }),
  ])
  if (!isRecord(version) || !isDocument(version.content) || !isRecord(version.fields)) return null
  const { content, fields } = version
  if (!isRecord(post)) return null
  const approval = isRecord(post.approval) ? post.approval : null
  return {
    version: frozen.number,
    contentHash: frozen.contentHash,
    content,
    fields,
    at: pinnedAt(state, post) ?? frozen.createdAt,
    approved: approval?.version === frozen.number,
  }
}

/** The same text may have been frozen long before. @param post as the HTTP API has it */
export function pinnedAt(
  state: PostState,
  { approval, publishedAt }: Readonly<Record<string, unknown>>,
): string | null {
  const at = state === 'approved' ? isRecord(approval) && approval.at : publishedAt
  return typeof at === 'string' ? at : null
}

function isDocument(value: unknown): value is JsonNode {
  return isRecord(value) && value.type === 'doc'
}
