'use client'
/** Publish now: where to. */
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import type { PostAction } from '../api.ts'
import { nowWords } from '../row-words.ts'
import type { PostRow } from '../rows.ts'
import { titleWords } from '../status.ts'
import { useChannelPicker } from './channel-picker.tsx'
import { useChecks } from './use-checks.tsx'

type PublishDialogProps = {
  readonly row: PostRow
  readonly onClose: () => void
  readonly onRun: (row: PostRow, action: PostAction) => void
}

export function PublishDialog({ row, onClose, onRun }: PublishDialogProps) {
  const { chosen, picker } = useChannelPicker(row)
  const checks = useChecks(row.id, chosen)
  const publish = () => {
    onRun(row, { command: 'publish', body: { channelIds: chosen }, expected: 'publishing' })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={`Publish “${titleWords(row.title)}” now?`}
      description={nowWords(row.state)}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={chosen.length === 0 || checks.blocked} onClick={publish}>
            Publish now
          </Button>
        </>
      }
    >
      {picker}
      {checks.list}
    </Dialog>
  )
}
