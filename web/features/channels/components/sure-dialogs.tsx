'use client'
/** What cannot be taken back is said before it is done: a new secret, and a channel removed. */
import { TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import type { ChannelView } from '#domain/queries/channels.ts'
import { errorWords } from '#web/api-client.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { countScheduled, removeChannel, renewSecret } from '../api.ts'
import { scheduledWords } from '../format.ts'

type SureDialogProps = {
  readonly title: string
  readonly description: ReactNode
  readonly deed: string
  readonly onClose: () => void
  /** Closes when it resolves; says what went wrong when it rejects. */
  readonly onSure: () => Promise<void>
}

function SureDialog({ title, description, deed, onClose, onSure }: SureDialogProps) {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)

  async function act() {
    setBusy(true)
    setTrouble(null)
    try {
      await onSure()
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
      title={title}
      description={description}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" busy={busy} onClick={() => void act()}>
            {deed}
          </Button>
        </>
      }
    >
      {trouble && (
        <Banner tone="failed" icon={<TriangleAlert />} role="alert">
          {trouble}
        </Banner>
      )}
    </Dialog>
  )
}

type NewSecretDialogProps = {
  readonly channel: ChannelView
  readonly onClose: () => void
  readonly onSecret: (secret: string) => void
}

export function NewSecretDialog({ channel, onClose, onSecret }: NewSecretDialogProps) {
  return (
    <SureDialog
      title={`New secret for ${channel.name}?`}
      description="The old one signs nothing any more, at once. Until the receiver has the new one, it should refuse what comes."
      deed="Make a new secret"
      onClose={onClose}
      onSure={async () => onSecret(await renewSecret(channel.id))}
    />
  )
}

type RemoveChannelDialogProps = {
  readonly channel: ChannelView
  readonly onClose: () => void
  readonly onRemoved: () => void
}

export function RemoveChannelDialog({ channel, onClose, onRemoved }: RemoveChannelDialogProps) {
  const scheduled = useScheduled(channel.id)
  return (
    <SureDialog
      title={`Remove ${channel.name}?`}
      description={
        <>
          {scheduled !== null && scheduled > 0 && `${scheduledWords(scheduled)} and will fail there. `}
          What is out stays out, and stays listed. The channel cannot be brought back.
        </>
      }
      deed={`Remove ${channel.name}`}
      onClose={onClose}
      onSure={async () => {
        await removeChannel(channel.id)
        onRemoved()
      }}
    />
  )
}

/** Null until it is known; a failure to ask says nothing. */
function useScheduled(channelId: string): number | null {
  const [count, setCount] = useState<number | null>(null)
  useEffect(() => {
    let gone = false
    countScheduled(channelId).then(
      found => !gone && setCount(found),
      () => undefined,
    )
    return () => {
      gone = true
    }
  }, [channelId])
  return count
}
