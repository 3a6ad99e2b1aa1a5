/** Calls about one's own notices. */
import { apiFetch } from '#web/api-client.ts'

export async function markRead(ids: readonly string[]): Promise<void> {
  await apiFetch('/api/v1/notifications/read', { method: 'POST', body: { ids } })
}

/** This one and everything older; what comes in meanwhile stays unread. */
export async function markReadUpTo(id: string): Promise<void> {
  await apiFetch('/api/v1/notifications/read', { method: 'POST', body: { upTo: id } })
}
