/** Calls about posts. */
import type { PostCommand } from '#domain/contract/post-status.ts'
import { ApiError, apiFetch } from '#web/api-client.ts'
import { parsePostAnswer } from './answer.ts'

export type PostAnswer = NonNullable<ReturnType<typeof parsePostAnswer>>

export async function createPost(body: {
  readonly workspaceId: string
  readonly title?: string
  readonly markdown?: string
}): Promise<PostAnswer> {
  return readPost(await apiFetch('/api/v1/posts', { method: 'POST', body }))
}

/** Commands that need no more than the post and the `rev` one has seen. */
export type PlainCommand = Extract<
  PostCommand,
  'submit' | 'request-changes' | 'approve' | 'unschedule' | 'archive' | 'restore'
>

export async function runCommand(postId: string, command: PlainCommand, rev: number): Promise<PostAnswer> {
  return readPost(await apiFetch(`/api/v1/posts/${postId}/${command}`, { method: 'POST', body: {}, rev }))
}

/** Into the bin; `restore` brings it back. */
export async function deletePost(postId: string, rev: number): Promise<void> {
  await apiFetch(`/api/v1/posts/${postId}`, { method: 'DELETE', rev })
}

/** @throws {ApiError} internal when the answer is no post */
function readPost(answer: unknown): PostAnswer {
  const post = parsePostAnswer(answer)
  if (!post) throw new ApiError('internal', 'The answer was not a post.')
  return post
}
