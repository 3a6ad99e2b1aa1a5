'use client'
/** What cannot be taken back is said before it is done: a new secret, and a channel removed. */
import { useEffect, useState } from 'react'
import type { ChannelView } from '#domain/queries/channels.ts'
import { SureDialog } from '#web/features/workspace/components/sure-dialog.tsx'
import { countScheduled, removeChannel, renewSecret } from '../api.ts'
import { scheduledWords } from '../format.ts'

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
