'use client'
/** Where other servers tell what they count for channels: made, given new secrets and removed by who manages the workspace. */
import { Plus, Webhook } from 'lucide-react'
import { useEffect, useState } from 'react'
import { SecretBanner } from '#web/features/channels/components/secret-banner.tsx'
import { askWords } from '#web/features/channels/format.ts'
import { SettingsSection } from '#web/features/workspace/components/settings-section.tsx'
import { useRefresh } from '#web/features/workspace/refresh.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import type { WebhooksPageData } from '../load.ts'
import { AddWebhookDialog } from './add-webhook.tsx'
import { WebhookRow } from './webhook-row.tsx'
import styles from './webhooks-page.module.css'

type Shown = { readonly channelName: string; readonly secret: string }

export function WebhooksPage({ webhooks, channels, managers }: WebhooksPageData) {
  const refresh = useRefreshInSight()
  const [adding, setAdding] = useState(false)
  const [shown, setShown] = useState<Shown | null>(null)
  const nameOf = (id: string) => channels.find(channel => channel.id === id)?.name ?? 'A channel'
  const show = (channelId: string, secret: string) => setShown({ channelName: nameOf(channelId), secret })
  const add = (
    <Button look="primary" disabled={channels.length === 0} onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      Add webhook
    </Button>
  )

  return (
    <SettingsSection
      title="Incoming webhooks"
      note="Another server tells here what it counts for posts of a channel: views, reactions, comments."
      actions={webhooks && webhooks.length > 0 && add}
    >
      {shown && <SecretBanner {...shown} onDone={() => setShown(null)} />}
      {webhooks === null && <EmptyState title="Only admins see these">{askWords(managers)}</EmptyState>}
      {webhooks?.length === 0 && (
        <EmptyState title="No incoming webhooks" icon={<Webhook />} actions={add}>
          {channels.length === 0
            ? 'Add a channel first: what is counted belongs to one.'
            : 'Add one for a channel whose server counts readers.'}
        </EmptyState>
      )}
      {webhooks && webhooks.length > 0 && (
        <ul className={styles.card} aria-label="Incoming webhooks">
          {webhooks.map(webhook => (
            <WebhookRow
              key={webhook.id}
              webhook={webhook}
              channelName={nameOf(webhook.channelId)}
              onChanged={refresh}
              onSecret={secret => show(webhook.channelId, secret)}
            />
          ))}
        </ul>
      )}
      {adding && (
        <AddWebhookDialog
          channels={channels}
          onClose={() => setAdding(false)}
          onAdded={(channelId, secret) => {
            show(channelId, secret)
            refresh()
          }}
        />
      )}
    </SettingsSection>
  )
}

const LOOK_AGAIN_MS = 10_000

/** When a message came last is asked again while somebody looks, and whenever they come back to look. SPEC EG470. */
function useRefreshInSight(): () => void {
  const refresh = useRefresh()
  useEffect(() => {
    // Out of focus it waits: it would take its workspace from the window one works in.
    const timer = setInterval(() => document.hasFocus() && refresh(), LOOK_AGAIN_MS)
    window.addEventListener('focus', refresh)
    return () => {
      clearInterval(timer)
      window.removeEventListener('focus', refresh)
    }
  }, [refresh])
  return refresh
}
