/** An earlier text brought back, and that taken back: what others wrote since stays. */
import { apiFetch } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'

const urlOf = (postId: string) => `/api/v1/posts/${encodeURIComponent(postId)}`

/**
 * @param earlier a frozen text, `versions/3`, or a moment, `replay/17`
 * @returns number of the change that does it; null where nothing differed
 * @throws {ApiError}
 */
export async function bringBack(postId: string, earlier: string): Promise<number | null> {
  const answer = await apiFetch(`${urlOf(postId)}/${earlier}/restore`, { method: 'POST' })
  return isRecord(answer) && typeof answer.change === 'number' ? answer.change : null
}

/** @throws {ApiError} */
export async function takeBack(postId: string, change: number): Promise<void> {
  await apiFetch(`${urlOf(postId)}/replay/${change}/undo`, { method: 'POST' })
}
