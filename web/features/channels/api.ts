/** Calls about channels. */
import type { ChannelTestView, ChannelView } from '#domain/queries/channels.ts'
import type { AttemptView } from '#domain/queries/delivery-log.ts'
import { apiFetch } from '#web/api-client.ts'

const address = (id: string) => `/api/v1/channels/${id}`

/** What a form of a channel gives. */
export type ChannelDraft = {
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
  /** What signs in there, where the kind asks for it; left out to keep the one that is there. */
  readonly secret?: string
}

/** @returns the channel, and its secret where Galley made one: this once */
export async function addChannel(
  workspaceId: string,
  kind: string,
  draft: ChannelDraft,
): Promise<ChannelView & { secret: string | null }> {
  const body = { workspaceId, kind, ...draft }
  return (await apiFetch('/api/v1/channels', { method: 'POST', body })) as ChannelView & { secret: string | null }
}

export async function changeChannel(
  id: string,
  change: Partial<ChannelDraft> & { readonly enabled?: boolean },
): Promise<void> {
  await apiFetch(address(id), { method: 'PATCH', body: change })
}

export async function removeChannel(id: string): Promise<void> {
  await apiFetch(address(id), { method: 'DELETE' })
}

/** Scheduled posts that are to go there. */
export async function countScheduled(id: string): Promise<number> {
  return ((await apiFetch(address(id))) as { scheduled: number }).scheduled
}

export async function renewSecret(id: string): Promise<string> {
  return ((await apiFetch(`${address(id)}/secret`, { method: 'POST' })) as { secret: string }).secret
}

export async function testChannel(id: string): Promise<ChannelTestView> {
  return (await apiFetch(`${address(id)}/test`, { method: 'POST' })) as ChannelTestView
}

/** What the newest attempts to send there came to. */
export async function listAttempts(id: string): Promise<readonly AttemptView[]> {
  return ((await apiFetch(`${address(id)}/log`)) as { items: readonly AttemptView[] }).items
}

/** The channel's answer shows in the post when it is there. */
export async function lookUpDelivery(postId: string, channelId: string): Promise<void> {
  await apiFetch(`/api/v1/posts/${postId}/look-up`, { method: 'POST', body: { channelId } })
}
