'use client'
/** Suspends a member, or lets them in again; said before it acts, since it closes what they have open. */
import { Lock, UserCheck, UserX } from 'lucide-react'
import { useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { setSuspended } from '../api.ts'

type SuspendButtonProps = {
  readonly member: { readonly id: string; readonly name: string; readonly suspendedAt: string | null }
  readonly onDone: () => void
}

export function SuspendButton({ member, onDone }: SuspendButtonProps) {
  const { workspace } = useHere()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const suspended = member.suspendedAt !== null
  const deed = suspended ? `Let ${member.name} in again` : `Suspend ${member.name}`

  async function act() {
    setBusy(true)
    setTrouble(null)
    try {
      await setSuspended(workspace.id, member.id, !suspended)
      setOpen(false)
      onDone()
    } catch (error) {
      setTrouble(errorWords(error))
    }
    setBusy(false)
  }

  return (
    <>
      <Button look="quiet" size="small" icon aria-label={deed} title={deed} onClick={() => setOpen(true)}>
        {suspended ? <UserCheck aria-hidden /> : <UserX aria-hidden />}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`${deed}?`}
        description={
          suspended
            ? 'They may do again what their role allows, at once.'
            : 'They can do nothing here until they are let in again, and the pages they have open close at once. Who is suspended everywhere is signed out. Their texts stay, under their name.'
        }
        actions={
          <>
            <Button onClick={() => setOpen(false)}>Leave it</Button>
            <Button look={suspended ? 'primary' : 'danger'} busy={busy} onClick={() => void act()}>
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
