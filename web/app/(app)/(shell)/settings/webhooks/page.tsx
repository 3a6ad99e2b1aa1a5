import { WebhooksPage } from '#web/features/webhooks/components/webhooks-page.tsx'
import { loadWebhooks } from '#web/features/webhooks/load.ts'
import { MadePage } from '#web/features/workspace/components/made-page.tsx'
import { loadMadeFor } from '#web/features/workspace/load.ts'

export default async function Webhooks() {
  const madeFor = await loadMadeFor()
  if (!madeFor) return null
  return (
    <MadePage madeFor={madeFor}>
      <WebhooksPage {...(await loadWebhooks())} />
    </MadePage>
  )
}
