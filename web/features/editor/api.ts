/** Status commands on a post, as the HTTP API takes them. */
import type { PostCommand } from '#domain/contract/post-status.ts'
import { ApiError, apiFetch } from '#web/api-client.ts'
import { isRecord, parsePostAnswer } from '#web/features/posts/answer.ts'
import type { PostAnswer } from '#web/realtime/realtime-types.ts'

/** Checked by the server: see the inputs of the contract. */
export type CommandBody = Readonly<Record<string, unknown>>

/** @throws {ApiError} */
export async function runPostCommand(
  postId: string,
  command: PostCommand,
  rev: number,
  body: CommandBody,
): Promise<PostAnswer | null> {
  const path = `/api/v1/posts/${encodeURIComponent(postId)}`
  if (command === 'delete') {
    await apiFetch(path, { method: 'DELETE', rev })
    return null
  }
  return parsePostAnswer(await apiFetch(`${path}/${command}`, { method: 'POST', body, rev }))
}

/** The post as the server has it now, in the answer to a command that came too late. */
export function currentPost(error: unknown): PostAnswer | null {
  if (!(error instanceof ApiError) || error.code !== 'rev_conflict') return null
  const { details } = error
  return parsePostAnswer(isRecord(details) && isRecord(details.post) ? details.post : details)
}
