import { WebhooksPage } from '#web/features/webhooks/components/webhooks-page.tsx'
import { loadWebhooks } from '#web/features/webhooks/load.ts'
import { PageOfLists } from '#web/features/workspace/components/page-of-lists.tsx'

export default function Webhooks() {
  return <PageOfLists show={async () => <WebhooksPage {...(await loadWebhooks())} />} />
}
