/** Calls about posts. */
import type { PostAccess } from '#domain/contract/inputs/sharing.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import type { PostCommand, PostState } from '#domain/contract/post-status.ts'
import { ApiError, apiFetch } from '#web/api-client.ts'
import { isRecord, parseListedPost, parsePostAnswer } from './answer.ts'
import type { Page, PageFrom } from './older.ts'

type PostAnswer = NonNullable<ReturnType<typeof parsePostAnswer>>

/** A command as a view gives it. */
export type PostAction = {
  /** `look-up` asks a channel what became of a delivery: the post stays as it is until it answers. */
  readonly command: PostCommand | 'look-up'
  readonly body?: Readonly<Record<string, unknown>>
  /** State to show at once while the server decides; null where only the server can know. */
  readonly expected: PostState | null
  /** Planned time to show at once, ISO 8601 in UTC. */
  readonly expectedAt?: string
}

export async function createPost(body: {
  readonly workspaceId: string
  readonly title?: string
  readonly markdown?: string
  readonly access?: PostAccess
}): Promise<PostAnswer> {
  return readPost(await apiFetch('/api/v1/posts', { method: 'POST', body }))
}

/**
 * @param rev what one has seen
 * @throws {ApiError} rev_conflict when somebody was faster
 */
export async function runCommand(
  postId: string,
  { command, body = {} }: Pick<PostAction, 'command' | 'body'>,
  rev: number,
): Promise<PostAnswer> {
  return readPost(await apiFetch(`/api/v1/posts/${postId}/${command}`, { method: 'POST', body, rev }))
}

/** Into the bin; `restore` brings it back. */
export async function deletePost(postId: string, rev: number): Promise<void> {
  await apiFetch(`/api/v1/posts/${postId}`, { method: 'DELETE', rev })
}

/** The post as the server has it now, in the answer to a command that came too late. */
export function findCurrentPost(error: unknown): PostAnswer | null {
  if (!(error instanceof ApiError) || error.code !== 'rev_conflict') return null
  const { details } = error
  return parsePostAnswer(isRecord(details) && isRecord(details.post) ? details.post : details)
}

export type ChannelChoice = { readonly id: string; readonly name: string; readonly kind: string }

/** Channels that posts can go to now, the built-in site first. */
export async function listChannels(workspaceId: string): Promise<readonly ChannelChoice[]> {
  const answer = await apiFetch(`/api/v1/channels?workspace=${workspaceId}`)
  const items: readonly unknown[] = isRecord(answer) && Array.isArray(answer.items) ? answer.items : []
  return items.flatMap(item => {
    if (!isRecord(item) || item.enabled !== true) return []
    const { id, name, kind } = item
    return typeof id === 'string' && typeof name === 'string' && typeof kind === 'string' ? [{ id, name, kind }] : []
  })
}

export type Check = { readonly channelId: string | null; readonly message: string }

/**
 * What stands in the way of publishing to these channels.
 * @param channelIds with commas between them
 */
export async function listChecks(postId: string, channelIds: string, signal: AbortSignal): Promise<readonly Check[]> {
  const query = new URLSearchParams({ channels: channelIds })
  const answer = await apiFetch(`/api/v1/posts/${postId}/checks?${query}`, { signal })
  const items: readonly unknown[] = isRecord(answer) && Array.isArray(answer.items) ? answer.items : []
  return items.flatMap(item => {
    if (!isRecord(item) || typeof item.message !== 'string') return []
    return [{ channelId: typeof item.channelId === 'string' ? item.channelId : null, message: item.message }]
  })
}

/** A hundred posts of a workspace, from a moment back or after a page. */
export async function listOlderPosts(workspaceId: string, from: PageFrom): Promise<Page> {
  const query = new URLSearchParams({ workspace: workspaceId, limit: String(LIMITS.listItems), ...from })
  const answer = await apiFetch(`/api/v1/posts?${query}`)
  const items: readonly unknown[] = isRecord(answer) && Array.isArray(answer.items) ? answer.items : []
  const posts = items.flatMap(item => {
    const post = parseListedPost(item)
    return post ? [[post.id, post] as const] : []
  })
  const nextCursor = isRecord(answer) && typeof answer.nextCursor === 'string' ? answer.nextCursor : null
  return { posts: new Map(posts), nextCursor }
}

/** @throws {ApiError} internal when the answer is no post */
function readPost(answer: unknown): PostAnswer {
  const post = parsePostAnswer(answer)
  if (!post) throw new ApiError('internal', 'The answer was not a post.')
  return post
}
