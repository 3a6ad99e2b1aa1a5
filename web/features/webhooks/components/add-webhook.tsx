'use client'
/** Makes an incoming webhook for a channel. */
import { TriangleAlert } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { addWebhook } from '../api.ts'
import type { WebhooksPageData } from '../load.ts'
import styles from './webhooks-page.module.css'

type AddWebhookDialogProps = {
  readonly channels: WebhooksPageData['channels']
  readonly onClose: () => void
  readonly onAdded: (channelId: string, secret: string) => void
}

export function AddWebhookDialog({ channels, onClose, onAdded }: AddWebhookDialogProps) {
  const form = useId()
  const [channelId, setChannelId] = useState(channels[0]?.id ?? '')
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)

  async function add(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setTrouble(null)
    try {
      const { secret } = await addWebhook(channelId)
      onAdded(channelId, secret)
      onClose()
    } catch (error) {
      setTrouble(errorWords(error))
      setBusy(false)
    }
  }

  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title="Add an incoming webhook"
      description="The channel’s server signs what it tells with a secret. You see it once, when the webhook is made."
      actions={
        <Button look="primary" type="submit" form={form} busy={busy}>
          Make it
        </Button>
      }
    >
      <form id={form} onSubmit={event => void add(event)}>
        <label className={styles.choice}>
          Channel
          <select className={styles.select} value={channelId} onChange={event => setChannelId(event.target.value)}>
            {channels.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </form>
      {trouble && (
        <Banner tone="failed" icon={<TriangleAlert />} role="alert">
          {trouble}
        </Banner>
      )}
    </Dialog>
  )
}
