'use client'
/** What is done to a member: said before it acts, and why it could not be done. */
import { Lock } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'

type DeedButtonProps = {
  readonly icon: ReactNode
  /** Of the button that opens the question. */
  readonly label: string
  readonly question: string
  readonly description: string
  /** What the answer does, in words. */
  readonly deed: string
  readonly look: 'primary' | 'danger'
  /** The answer that does nothing. */
  readonly keepWord: string
  /** Rejects when it was not done. */
  readonly act: () => Promise<void>
}

export function DeedButton({ icon, label, question, description, deed, look, keepWord, act }: DeedButtonProps) {
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)

  async function answer() {
    setBusy(true)
    setTrouble(null)
    try {
      await act()
      setOpen(false)
    } catch (error) {
      setTrouble(errorWords(error))
    }
    setBusy(false)
  }

  return (
    <>
      <Button look="quiet" size="small" icon aria-label={label} title={label} onClick={() => setOpen(true)}>
        {icon}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={question}
        description={description}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>{keepWord}</Button>
            <Button look={look} busy={busy} onClick={() => void answer()}>
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
