/** Calls about posts. */
import { z } from 'zod'
import { POST_STATES, type PostCommand } from '#domain/contract/post-status.ts'
import { apiFetch } from '#web/api-client.ts'

/** What the live side needs of the answer; the rest comes with the feed. */
const PostAnswer = z.object({ id: z.string(), state: z.enum(POST_STATES), rev: z.number(), title: z.string() })
export type PostAnswer = z.infer<typeof PostAnswer>

export async function createPost(body: {
  readonly workspaceId: string
  readonly title?: string
  readonly markdown?: string
}): Promise<PostAnswer> {
  return PostAnswer.parse(await apiFetch('/api/v1/posts', { method: 'POST', body }))
}

/** Commands that need no more than the post and the `rev` one has seen. */
export type PlainCommand = Extract<
  PostCommand,
  'submit' | 'request-changes' | 'approve' | 'unschedule' | 'archive' | 'restore'
>

export async function runCommand(postId: string, command: PlainCommand, rev: number): Promise<PostAnswer> {
  return PostAnswer.parse(await apiFetch(`/api/v1/posts/${postId}/${command}`, { method: 'POST', body: {}, rev }))
}

/** Into the bin; `restore` brings it back. */
export async function deletePost(postId: string, rev: number): Promise<void> {
  await apiFetch(`/api/v1/posts/${postId}`, { method: 'DELETE', rev })
}
