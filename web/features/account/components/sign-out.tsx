'use client'
/** The way out: at once, or after a question when something typed here is not stored yet. */
import { LogOut } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { toast } from 'sonner'
import { errorWords } from '#web/api-client.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { useConnection } from '#web/realtime/hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { MenuItem } from '#web/ui/menu.tsx'
import { signOut } from '../api.ts'
import { tellTabs } from '../tabs.ts'

/** `ask` signs out, or first shows the dialog, which has to be rendered somewhere that stays. */
export function useSignOut(): { readonly ask: () => void; readonly busy: boolean; readonly dialog: ReactNode } {
  const { user } = useHere()
  const { waitingChanges } = useConnection()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)

  async function leave() {
    setBusy(true)
    try {
      await signOut()
      const { clearLocalData } = await import('#web/realtime/local-data.ts')
      await clearLocalData(user.id)
      tellTabs({ type: 'signed-out' })
      location.assign('/sign-in')
    } catch (error) {
      setBusy(false)
      setAsking(false)
      toast.error('Could not sign out', { description: errorWords(error) })
    }
  }

  const changes = waitingChanges === 1 ? '1 change is' : `${waitingChanges} changes are`
  return {
    busy,
    ask: () => (waitingChanges > 0 ? setAsking(true) : void leave()),
    dialog: (
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Sign out?"
        description={
          waitingChanges > 0
            ? `${changes} not stored yet. Signing out removes what is kept on this device.`
            : 'Everything is stored now.'
        }
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Wait</Button>
            <Button look="danger" busy={busy} onClick={() => void leave()}>
              {waitingChanges > 0 ? 'Sign out and lose them' : 'Sign out'}
            </Button>
          </>
        }
      />
    ),
  }
}

export function SignOutItem({ onSelect }: { readonly onSelect: () => void }) {
  return (
    <MenuItem icon={<LogOut aria-hidden />} onSelect={onSelect}>
      Sign out
    </MenuItem>
  )
}
