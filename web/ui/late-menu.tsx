'use client'
/** A menu button for pages that must open fast: the button is there at once, what it opens comes a moment later. */
import { cloneElement, type HTMLAttributes, type ReactElement, useState } from 'react'
import type { ItemMenuProps } from './item-menu.tsx'
import { LateNotice } from './late.tsx'
import { latePart } from './late-part.ts'
import { useLateTrigger } from './use-late.ts'

type LateMenuProps = Omit<ItemMenuProps, 'trigger' | 'open' | 'onOpenChange'> & {
  readonly trigger: ReactElement<HTMLAttributes<HTMLElement>>
}

/** One for all menus of a page. */
export const itemMenu = latePart(() => import('./item-menu.tsx'))

export function LateMenu({ trigger, ...menu }: LateMenuProps) {
  const [open, setOpen] = useState(false)
  const { part, missing, plain } = useLateTrigger(itemMenu, open)
  if (part) return <part.ItemMenu {...menu} trigger={trigger} open={open} onOpenChange={setOpen} />
  return (
    <>
      {cloneElement(trigger, {
        ...plain,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        onClick: () => setOpen(true),
      })}
      {open && <LateNotice missing={missing} name="The menu" onRetry={itemMenu.load} onClose={() => setOpen(false)} />}
    </>
  )
}
