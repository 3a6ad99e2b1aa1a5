/** Calls about what one wants to hear of. Answers come from our own server, as its schemas say. */
import type { NoticeMatrix, PostWatchChoice } from '#domain/contract/inputs/preferences.ts'
import { apiFetch } from '#web/api-client.ts'

export type Preferences = {
  readonly topics: NoticeMatrix
  readonly watchOnComment: boolean
  readonly mail: { readonly isSetUp: boolean }
}

const PATH = '/api/v1/notification-preferences'

export async function findPreferences(signal: AbortSignal): Promise<Preferences> {
  return (await apiFetch(PATH, { signal })) as Preferences
}

export async function writePreferences({ topics, watchOnComment }: Preferences): Promise<Preferences> {
  return (await apiFetch(PATH, { method: 'PUT', body: { topics, watchOnComment } })) as Preferences
}

export type PostWatch = { readonly watch: PostWatchChoice; readonly hears: boolean }

export async function findWatch(postId: string, signal: AbortSignal): Promise<PostWatch> {
  return (await apiFetch(`/api/v1/posts/${postId}/watch`, { signal })) as PostWatch
}

export async function setWatch(postId: string, watch: PostWatchChoice): Promise<PostWatch> {
  return (await apiFetch(`/api/v1/posts/${postId}/watch`, { method: 'PUT', body: { watch } })) as PostWatch
}
