'use client'
/** Makes an incoming webhook for a channel. */
import { TriangleAlert } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import select from '#web/ui/select.module.css'
import { useDeed } from '#web/use-deed.ts'
import { addWebhook } from '../api.ts'
import type { WebhooksPageData } from '../load.ts'

type AddWebhookDialogProps = {
  readonly channels: WebhooksPageData['channels']
  readonly onClose: () => void
  readonly onAdded: (channelId: string, secret: string) => void
}

export function AddWebhookDialog({ channels, onClose, onAdded }: AddWebhookDialogProps) {
  const form = useId()
  const [channelId, setChannelId] = useState(channels[0]?.id ?? '')
  const { busy, trouble, run } = useDeed()
  const add = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      const { secret } = await addWebhook(channelId)
      onAdded(channelId, secret)
      onClose()
    })
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
      <form id={form} onSubmit={add}>
        <label className={select.labelled}>
          Channel
          <select className={select.select} value={channelId} onChange={event => setChannelId(event.target.value)}>
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
