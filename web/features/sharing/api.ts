/** Calls about who may see a post. */
import type { FeedPerson } from '#domain/contract/feed-shape.ts'
import type { AccessLevel, PostAccess, ShareLevel } from '#domain/contract/inputs/sharing.ts'
import type { Role } from '#domain/contract/rights.ts'
import { apiFetch } from '#web/api-client.ts'

export type NamedPerson = FeedPerson & {
  readonly isCreator: boolean
  readonly level: AccessLevel | null
  /** What they are on this post; null for somebody who is in the workspace no more. */
  readonly role: Role | null
}
export type AccessView = {
  readonly access: PostAccess
  readonly people: readonly NamedPerson[]
  readonly mayShare: boolean
}
export type ShareLink = {
  readonly id: string
  readonly level: ShareLevel
  readonly createdAt: string
  readonly expiresAt: string | null
}

const pathOf = (postId: string, rest: string) => `/api/v1/posts/${encodeURIComponent(postId)}/${rest}`
const personPath = (postId: string, userId: string) => pathOf(postId, `access/people/${encodeURIComponent(userId)}`)

/** @throws {ApiError} */
export async function findAccess(postId: string): Promise<AccessView> {
  return (await apiFetch(pathOf(postId, 'access'))) as AccessView
}

export async function setAccess(postId: string, access: PostAccess): Promise<AccessView> {
  return (await apiFetch(pathOf(postId, 'access'), { method: 'PATCH', body: { access } })) as AccessView
}

export async function namePerson(postId: string, userId: string, level: AccessLevel): Promise<AccessView> {
  return (await apiFetch(personPath(postId, userId), { method: 'PUT', body: { level } })) as AccessView
}

export async function removePerson(postId: string, userId: string): Promise<void> {
  await apiFetch(personPath(postId, userId), { method: 'DELETE' })
}

export async function listLinks(postId: string): Promise<readonly ShareLink[]> {
  const { items } = (await apiFetch(pathOf(postId, 'share-links'))) as { items: readonly ShareLink[] }
  return items
}

/** @returns the link's address too, this once */
export async function makeLink(
  postId: string,
  link: { readonly level: ShareLevel; readonly expiresAt: string | null },
): Promise<ShareLink & { readonly url: string }> {
  const answer = await apiFetch(pathOf(postId, 'share-links'), { method: 'POST', body: link })
  return answer as ShareLink & { url: string }
}

export async function endLink(postId: string, linkId: string): Promise<void> {
  await apiFetch(pathOf(postId, `share-links/${linkId}`), { method: 'DELETE' })
}
