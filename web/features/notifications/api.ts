/** Calls about one's own inbox; marks go by web/realtime/kept-marks.ts. */
import { apiFetch } from '#web/api-client.ts'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'

type FoundPage = { readonly items: readonly NotificationItem[]; readonly nextCursor: string | null }

/** One page of rows, newest first. */
export async function findNotifications(search: URLSearchParams, signal: AbortSignal): Promise<FoundPage> {
  return (await apiFetch(`/api/v1/notifications?${search}`, { signal })) as FoundPage
}
