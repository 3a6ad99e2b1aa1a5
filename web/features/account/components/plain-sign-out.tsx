'use client'
/** Signing out where nothing live is around. */
import { useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { Button } from '#web/ui/button.tsx'
import { signOut } from '../api.ts'

export function PlainSignOut() {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  async function leave() {
    setBusy(true)
    try {
      await signOut()
      location.assign('/sign-in')
    } catch (error) {
      setTrouble(errorWords(error))
      setBusy(false)
    }
  }
  return (
    <>
      <Button size="large" busy={busy} onClick={() => void leave()}>
        Use another account
      </Button>
      {trouble && <p role="alert">{trouble}</p>}
    </>
  )
}
