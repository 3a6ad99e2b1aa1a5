/** Calls about incoming webhooks. */
import type { IncomingWebhookView } from '#domain/queries/incoming-webhooks.ts'
import { apiFetch } from '#web/api-client.ts'

const PATH = '/api/v1/webhooks'

/** @returns the webhook and its secret: this once */
export async function addWebhook(channelId: string): Promise<IncomingWebhookView & { secret: string }> {
  const answer = await apiFetch(PATH, { method: 'POST', body: { channelId } })
  return answer as IncomingWebhookView & { secret: string }
}

export async function renewSecret(id: string): Promise<string> {
  return ((await apiFetch(`${PATH}/${id}/secret`, { method: 'POST' })) as { secret: string }).secret
}

export async function removeWebhook(id: string): Promise<void> {
  await apiFetch(`${PATH}/${id}`, { method: 'DELETE' })
}
