'use client'
/** Asks before something is done that cannot be taken back, or acts on others at once, and says there what went wrong. */
import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { useDeed } from '#web/use-deed.ts'

type SureDialogProps = {
  readonly title: string
  readonly description: ReactNode
  readonly deed: string
  readonly look?: 'primary' | 'danger'
  /** The answer that does nothing. */
  readonly keepWord?: string
  readonly onClose: () => void
  /** Closes when it resolves; says what went wrong when it rejects. */
  readonly onSure: () => Promise<void>
}

export function SureDialog({
  title,
  description,
  deed,
  look = 'danger',
  keepWord = 'Keep it',
  onClose,
  onSure,
}: SureDialogProps) {
  const { busy, trouble, run } = useDeed()
  const act = async () => {
    if (await run(onSure)) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={title}
      description={description}
      actions={
        <>
          <Button onClick={onClose}>{keepWord}</Button>
          <Button look={look} busy={busy} onClick={() => void act()}>
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
