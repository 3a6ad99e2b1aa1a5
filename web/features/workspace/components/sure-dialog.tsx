'use client'
/** Asks before something that cannot be taken back is done, and says there what went wrong. */
import { TriangleAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'

type SureDialogProps = {
  readonly title: string
  readonly description: ReactNode
  readonly deed: string
  readonly onClose: () => void
  /** Closes when it resolves; says what went wrong when it rejects. */
  readonly onSure: () => Promise<void>
}

export function SureDialog({ title, description, deed, onClose, onSure }: SureDialogProps) {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)

  async function act() {
    setBusy(true)
    setTrouble(null)
    try {
      await onSure()
      onClose()
    } catch (error) {
      setTrouble(errorWords(error))
      setBusy(false)
    }
  }

  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={title}
      description={description}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" busy={busy} onClick={() => void act()}>
            {deed}
          </Button>
        </>
      }
    >
      {trouble && (
        <Banner tone="failed" icon={<TriangleAlert />} role="alert">
          {trouble}
        </Banner>
      )}
    </Dialog>
  )
}
