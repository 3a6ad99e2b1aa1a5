/**
 * What is said of a post. A call that had no answer may have been heard: the same words again in the same place go with
 * the same key, and are said once.
 */
import type { AnchorEnds, Reaction } from '#domain/contract/discussion-shape.ts'
import { apiFetch, errorWords } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'
import { mayBeDone } from '#web/may-be-done.ts'

const pathOf = (postId: string, rest: string) => `/api/v1/posts/${encodeURIComponent(postId)}/${rest}`

export type NewThread = {
  readonly anchor: AnchorEnds | null
  readonly quote: string
  readonly quoteOnce: boolean
  readonly body: string
}

/** @returns the thread's id. @throws {ApiError} */
export async function beginThread(postId: string, thread: NewThread): Promise<string> {
  const answer = await sayOnce(pathOf(postId, 'threads'), thread.anchor ? thread : { body: thread.body })
  return isRecord(answer) && typeof answer.id === 'string' ? answer.id : ''
}

/** @throws {ApiError} */
export async function answerThread(postId: string, threadId: string, body: string): Promise<void> {
  await sayOnce(pathOf(postId, `threads/${threadId}/comments`), { body })
}

export async function editComment(postId: string, commentId: string, body: string): Promise<void> {
  await apiFetch(pathOf(postId, `comments/${commentId}`), { method: 'PATCH', body: { body } })
}

export async function removeComment(postId: string, commentId: string): Promise<void> {
  await apiFetch(pathOf(postId, `comments/${commentId}`), { method: 'DELETE' })
}

export async function setResolved(postId: string, threadId: string, resolved: boolean): Promise<void> {
  await apiFetch(pathOf(postId, `threads/${threadId}/${resolved ? 'resolve' : 'reopen'}`), { method: 'POST' })
}

export async function react(postId: string, commentId: string, reaction: Reaction, on: boolean): Promise<void> {
  await apiFetch(pathOf(postId, `comments/${commentId}/reactions`), { method: 'PUT', body: { reaction, on } })
}

const keyByUnanswered = new Map<string, string>()

async function sayOnce(path: string, body: object): Promise<unknown> {
  const call = JSON.stringify([path, body])
  const key = keyByUnanswered.get(call) ?? crypto.getRandomValues(new Uint32Array(4)).join('-')
  keyByUnanswered.set(call, key)
  try {
    const answer = await apiFetch(path, { method: 'POST', body, headers: { 'idempotency-key': key } })
    keyByUnanswered.delete(call)
    return answer
  } catch (error) {
    if (!mayBeDone(error)) keyByUnanswered.delete(call)
    throw error
  }
}

/** What became of words that were sent. */
export function notSaidWords(error: unknown): string {
  return mayBeDone(error)
    ? 'No answer came: it may be there already. Try again, and it is said once.'
    : `Not sent: ${errorWords(error)}`
}
