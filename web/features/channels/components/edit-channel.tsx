'use client'
/** Changes name and settings of a channel; its kind and its secret stay. */
import { findChannelKind } from '#domain/contract/channel-kinds.ts'
import type { ChannelView } from '#domain/queries/channels.ts'
import { Dialog } from '#web/ui/dialog.tsx'
import { changeChannel } from '../api.ts'
import { ChannelForm } from './channel-form.tsx'

type EditChannelDialogProps = {
  readonly channel: ChannelView
  readonly onClose: () => void
  readonly onChanged: () => void
}

export function EditChannelDialog({ channel, onClose, onChanged }: EditChannelDialogProps) {
  const kind = findChannelKind(channel.kind)
  if (!kind) return null
  return (
    <Dialog open onOpenChange={open => !open && onClose()} title={`Edit ${channel.name}`}>
      <ChannelForm
        kind={kind}
        start={{ name: channel.name, settings: channel.settings ?? {} }}
        deed="Save"
        onSave={async draft => {
          await changeChannel(channel.id, draft)
          onChanged()
          onClose()
        }}
      />
    </Dialog>
  )
}
