'use client'
/** Signing out where nothing live is around. */
import { Button } from '#web/ui/button.tsx'
import { useDeed } from '#web/use-deed.ts'
import { signOut } from '../api.ts'

export function PlainSignOut() {
  const { busy, trouble, run } = useDeed()
  const leave = async () => {
    await signOut()
    location.assign('/sign-in')
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
