'use client'
/** Above the text of whoever is signed out while they have it open. */
import { SignedOutBanner } from '#web/features/account/components/signed-out-banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { changesWords } from '../format.ts'

type SignedOutProps = { readonly waiting: number; readonly onCopy: () => void }

export function SignedOut({ waiting, onCopy }: SignedOutProps) {
  if (waiting === 0) return <SignedOutBanner role="alert" />
  const copy = (
    <Button size="small" onClick={onCopy}>
      Copy my text
    </Button>
  )
  return (
    <SignedOutBanner role="alert" actions={copy}>
      {`${changesWords(waiting)} may not be stored; copy them before you go.`}
    </SignedOutBanner>
  )
}
