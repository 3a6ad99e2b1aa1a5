'use client'
/** The way out: at once, or after a question when something typed here is not stored yet. */
import { LogOut } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { countDrafts } from '#web/features/comments/drafts-left.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { useConnection, useRealtime } from '#web/realtime/hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { MenuItem } from '#web/ui/menu.tsx'
import { toastError } from '#web/ui/toast.ts'
import { signOut } from '../api.ts'
import { leaveDevice } from '../leave-device.ts'

/** While the question stands, other tabs may store what waits. */
const LOOK_MS = 1_000

/** `ask` signs out, or first shows the dialog, which has to be rendered somewhere that stays. */
export function useSignOut(): { readonly ask: () => void; readonly busy: boolean; readonly dialog: ReactNode } {
  const { user } = useHere()
  const { countUnsent } = useRealtime()
  const { waitingChanges } = useConnection()
  /** What waits on this device for posts that are not open here, as it was when the question was asked. */
  const [found, setFound] = useState(0)
  const [drafts, setDrafts] = useState(0)
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)

  async function leave() {
    setBusy(true)
    try {
      await leaveDevice(user.id, signOut)
    } catch (error) {
      setBusy(false)
      setAsking(false)
      toastError('Could not sign out', { description: errorWords(error) })
    }
  }

  useEffect(() => {
    if (!asking) return
    const look = () => void countUnsent().then(count => setFound(count - waitingChanges))
    const timer = setInterval(look, LOOK_MS)
    return () => clearInterval(timer)
  }, [asking, countUnsent, waitingChanges])

  async function ask() {
    const count = await countUnsent()
    setFound(count - waitingChanges)
    const begun = countDrafts(user.id)
    setDrafts(begun)
    if (count + begun > 0) setAsking(true)
    else await leave()
  }

  const unsent = Math.max(0, waitingChanges + found)
  const losses = [
    unsent > 0 && `${unsent === 1 ? '1 change is' : `${unsent} changes are`} not stored yet.`,
    drafts > 0 && `${drafts === 1 ? '1 comment is' : `${drafts} comments are`} begun and not sent.`,
  ].filter(Boolean)
  return {
    busy,
    ask: () => void ask(),
    dialog: (
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Sign out?"
        description={
          losses.length > 0
            ? `${losses.join(' ')} Signing out removes what is kept on this device.`
            : 'Everything is stored now.'
        }
        actions={
          <>
            <Button onClick={() => setAsking(false)}>Wait</Button>
            <Button look="danger" busy={busy} onClick={() => void leave()}>
              {losses.length > 0 ? 'Sign out and lose them' : 'Sign out'}
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
