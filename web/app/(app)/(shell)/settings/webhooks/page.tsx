import { WebhooksPage } from '#web/features/webhooks/components/webhooks-page.tsx'
import { loadWebhooks } from '#web/features/webhooks/load.ts'

export default async function Webhooks() {
  return <WebhooksPage {...(await loadWebhooks())} />
}
