/** Calls about what is said of a post. What is written shows when the live discussion brings it. */
import type { AnchorEnds } from '#domain/contract/discussion-shape.ts'
import { apiFetch } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'
import { tellApart } from './find-people.ts'

const pathOf = (postId: string, rest: string) => `/api/v1/posts/${encodeURIComponent(postId)}/${rest}`

export async function moveAnchor(postId: string, threadId: string, was: AnchorEnds, anchor: AnchorEnds): Promise<void> {
  await apiFetch(pathOf(postId, `threads/${threadId}/anchor`), { method: 'PUT', body: { anchor, was } })
}

export type Mentionable = {
  readonly id: string
  readonly name: string
  readonly color: number
  /** They see the post. Who does not is listed for those alone who may let them in. */
  readonly hasAccess: boolean
  /** What tells them apart from others of the same name; empty where there are none. */
  readonly address: string
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
  const people = itemsIn(members, 'items')
    .flatMap(member => toPerson(member, id => !isPrivate || inside.has(id)))
    .filter(({ hasAccess }) => hasAccess || mayShare)
  return tellApart(people)
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
  const { id, name, color, email } = value
  const address = typeof email === 'string' ? email : ''
  return [{ id, name, color: typeof color === 'number' ? color : 1, hasAccess: hasAccess(id), address }]
}

function itemsIn(value: unknown, key: string): readonly unknown[] {
  const items = isRecord(value) ? value[key] : null
  return Array.isArray(items) ? items : []
}
