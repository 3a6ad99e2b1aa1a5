'use client'
/** What is done to a member: a button in their row, and the question it asks first. */
import { type ComponentProps, type ReactNode, useState } from 'react'
import { SureDialog } from '#web/features/workspace/components/sure-dialog.tsx'
import { Button } from '#web/ui/button.tsx'

type DeedButtonProps = Omit<ComponentProps<typeof SureDialog>, 'onClose'> & {
  readonly icon: ReactNode
  /** Of the button that opens the question. */
  readonly label: string
}

export function DeedButton({ icon, label, ...question }: DeedButtonProps) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button look="quiet" size="small" icon aria-label={label} title={label} onClick={() => setAsking(true)}>
        {icon}
      </Button>
      {asking && <SureDialog {...question} onClose={() => setAsking(false)} />}
    </>
  )
}
