/** Calls about what is said of a post. What is written shows when the live discussion brings it. */
import type { AnchorEnds, Reaction } from '#domain/contract/discussion-shape.ts'
import { apiFetch } from '#web/api-client.ts'

const pathOf = (postId: string, rest: string) => `/api/v1/posts/${encodeURIComponent(postId)}/${rest}`

/** @returns the thread's id. @throws {ApiError} */
export async function beginThread(
  postId: string,
  thread: {
    readonly anchor: AnchorEnds | null
    readonly quote: string
    readonly quoteOnce: boolean
    readonly body: string
  },
): Promise<string> {
  const answer = await apiFetch(pathOf(postId, 'threads'), {
    method: 'POST',
    body: thread.anchor ? thread : { body: thread.body },
  })
  return idOf(answer)
}

export async function answerThread(postId: string, threadId: string, body: string): Promise<void> {
  await apiFetch(pathOf(postId, `threads/${threadId}/comments`), { method: 'POST', body: { body } })
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

export async function moveAnchor(postId: string, threadId: string, was: AnchorEnds, anchor: AnchorEnds): Promise<void> {
  await apiFetch(pathOf(postId, `threads/${threadId}/anchor`), { method: 'PUT', body: { anchor, was } })
}

export type Mentionable = {
  readonly id: string
  readonly name: string
  readonly color: number
  /** They see the post. Who does not is listed for those alone who may let them in. */
  readonly hasAccess: boolean
}

/** Everybody who may see the post, and for those who may share it everybody else in the workspace. @throws {ApiError} */
export async function listMentionable(postId: string, workspaceId: string): Promise<readonly Mentionable[]> {
  const [members, access] = await Promise.all([
    apiFetch(`/api/v1/workspaces/${encodeURIComponent(workspaceId)}/members`),
    apiFetch(pathOf(postId, 'access')),
  ])
  const isPrivate = isRecord(access) && access.access === 'private'
  const mayShare = isRecord(access) && access.mayShare === true
  const inside = new Set(itemsIn(access, 'people').flatMap(person => (isRecord(person) ? [person.id] : [])))
  return itemsIn(members, 'items')
    .flatMap(member => toPerson(member, id => !isPrivate || inside.has(id)))
    .filter(({ hasAccess }) => hasAccess || mayShare)
}

/** Lets somebody see a private post, and comment on it. @throws {ApiError} */
export async function letIn(postId: string, userId: string): Promise<void> {
  await apiFetch(pathOf(postId, `access/people/${encodeURIComponent(userId)}`), {
    method: 'PUT',
    body: { level: 'comment' },
  })
}

function toPerson(value: unknown, hasAccess: (id: string) => boolean): readonly Mentionable[] {
  if (!isRecord(value) || typeof value.id !== 'string' || typeof value.name !== 'string') return []
  if (typeof value.suspendedAt === 'string') return []
  const { id, name, color } = value
  return [{ id, name, color: typeof color === 'number' ? color : 1, hasAccess: hasAccess(id) }]
}

function itemsIn(value: unknown, key: string): readonly unknown[] {
  const items = isRecord(value) ? value[key] : null
  return Array.isArray(items) ? items : []
}

function idOf(answer: unknown): string {
  return isRecord(answer) && typeof answer.id === 'string' ? answer.id : ''
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
