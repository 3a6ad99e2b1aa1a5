/** Status commands on a post, as the HTTP API takes them. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { POST_STATES, type PostCommand } from '#domain/contract/post-status.ts'
import { ApiError, apiFetch } from '#web/api-client.ts'
import type { PostAnswer } from '#web/realtime/realtime-types.ts'

export type CommandBody = {
  readonly channelIds?: readonly string[]
  readonly stateVector?: string
  readonly channelId?: string
}

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
  return parsePost(await apiFetch(`${path}/${command}`, { method: 'POST', body, rev }))
}

/** The post as the server has it now, in the answer to a command that came too late. */
export function currentPost(error: unknown): PostAnswer | null {
  if (!(error instanceof ApiError) || error.code !== 'rev_conflict') return null
  const { details } = error
  return parsePost(isRecord(details) && isRecord(details.post) ? details.post : details)
}

function parsePost(answer: unknown): PostAnswer | null {
  if (!isRecord(answer) || typeof answer.id !== 'string' || typeof answer.rev !== 'number') return null
  const state = POST_STATES.find(known => known === answer.state)
  if (!state) return null
  return {
    id: answer.id,
    rev: answer.rev,
    state,
    ...(Array.isArray(answer.deliveries)
      ? { deliveries: answer.deliveries as NonNullable<FeedPost['deliveries']> }
      : {}),
    ...(typeof answer.scheduledAt === 'string' ? { scheduledAt: answer.scheduledAt } : {}),
    ...(typeof answer.timeZone === 'string' ? { timeZone: answer.timeZone } : {}),
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
