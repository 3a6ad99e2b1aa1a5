/** An earlier text brought back, and that taken back: what others wrote since stays. */
import { apiFetch, errorWords } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'
import { toast } from '#web/ui/toast.ts'

const urlOf = (postId: string) => `/api/v1/posts/${encodeURIComponent(postId)}`

/**
 * Puts an earlier text in place, and says so with the way back.
 *
 * @param earlier a frozen text, `versions/3`, or a moment, `replay/17`
 */
export async function restoreText(postId: string, earlier: string, words: string): Promise<void> {
  const failed = (error: unknown) => toast(errorWords(error))
  const change = await bringBack(postId, earlier).catch(failed)
  if (change === undefined) return
  if (change === null) return toast(words)
  toast(words, { action: { label: 'Undo', onClick: () => void takeBack(postId, change).catch(failed) } })
}

/**
 * @returns number of the change that does it; null where nothing differed
 * @throws {ApiError}
 */
async function bringBack(postId: string, earlier: string): Promise<number | null> {
  const answer = await apiFetch(`${urlOf(postId)}/${earlier}/restore`, { method: 'POST' })
  return isRecord(answer) && typeof answer.change === 'number' ? answer.change : null
}

/** @throws {ApiError} */
async function takeBack(postId: string, change: number): Promise<void> {
  await apiFetch(`${urlOf(postId)}/replay/${change}/undo`, { method: 'POST' })
}
