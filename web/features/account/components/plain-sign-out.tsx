'use client'
/** Signing out where nothing live is around. */
import { Button } from '#web/ui/button.tsx'
import { useDeed } from '#web/use-deed.ts'
import { signOut } from '../api.ts'
import { leaveDevice } from '../leave-device.ts'

export function PlainSignOut({ userId }: { readonly userId: string }) {
  const { busy, trouble, run } = useDeed()
  const leave = async () => {
    await leaveDevice(userId, signOut)
    return 'leaving'
  }
  return (
    <>
      <Button size="large" busy={busy} onClick={() => void run(leave)}>
        Use another account
      </Button>
      {trouble && <p role="alert">{trouble}</p>}
    </>
  )
}
