'use client'
/** Takes somebody out, or oneself: first what it means, since it acts at once and cannot be taken back. */
import { Lock, UserMinus } from 'lucide-react'
import { useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { removeMember } from '../api.ts'

type RemoveButtonProps = {
  readonly member: { readonly id: string; readonly name: string }
  readonly me: boolean
  readonly online: boolean
  readonly onRemoved: () => void
}

export function RemoveButton({ member, me, online, onRemoved }: RemoveButtonProps) {
  const { workspace } = useHere()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const deed = me ? 'Leave' : `Remove ${member.name}`

  async function remove() {
    setBusy(true)
    setTrouble(null)
    try {
      await removeMember(workspace.id, member.id)
      if (me) location.assign('/')
      else {
        setOpen(false)
        onRemoved()
      }
    } catch (error) {
      setTrouble(errorWords(error))
    }
    setBusy(false)
  }

  return (
    <>
      <Button
        look="quiet"
        size="small"
        icon
        aria-label={me ? `Leave ${workspace.name}` : deed}
        title={me ? `Leave ${workspace.name}` : deed}
        onClick={() => setOpen(true)}
      >
        <UserMinus aria-hidden />
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={me ? `Leave ${workspace.name}?` : `Remove ${member.name}?`}
        description={
          me
            ? 'You lose access at once, also on pages you have open. Your texts stay, under your name. Only a new invitation brings you back.'
            : `${online ? 'The pages they have open close at once. ' : ''}Their texts stay, under their name. What they have not sent yet stays on their device and they may copy it. Only a new invitation brings them back.`
        }
        actions={
          <>
            <Button onClick={() => setOpen(false)}>{me ? 'Stay' : 'Keep'}</Button>
            <Button look="danger" busy={busy} onClick={() => void remove()}>
              {deed}
            </Button>
          </>
        }
      >
        {trouble && (
          <Banner tone="failed" icon={<Lock />} role="alert">
            {trouble}
          </Banner>
        )}
      </Dialog>
    </>
  )
}
