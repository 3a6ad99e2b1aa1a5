'use client'
/** A menu button for pages that must open fast: the button is there at once, what it opens comes a moment later. */
import { cloneElement, type HTMLAttributes, type ReactElement, useState } from 'react'
import type { ItemMenuProps } from './item-menu.tsx'
import { LateNotice } from './late.tsx'
import { latePart, onNear } from './late-part.ts'
import { useLate } from './use-late.ts'

type LateMenuProps = Omit<ItemMenuProps, 'trigger' | 'open' | 'onOpenChange'> & {
  readonly trigger: ReactElement<HTMLAttributes<HTMLElement>>
}

/** One for all menus of a page. */
export const itemMenu = latePart(() => import('./item-menu.tsx'))

export function LateMenu({ trigger, ...menu }: LateMenuProps) {
  const [open, setOpen] = useState(false)
  const [opened, setOpened] = useState(false)
  const show = () => {
    setOpened(true)
    setOpen(true)
  }
  // A page may have a thousand of these, and each menu costs many times what its button does: it becomes one when it is used.
  if (!opened) {
    return cloneElement(trigger, {
      ...onNear(itemMenu),
      'aria-haspopup': 'menu',
      'aria-expanded': false,
      onClick: show,
      onKeyDown: event => {
        if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
        event.preventDefault()
        show()
      },
    })
  }
  return <UsedMenu {...menu} trigger={trigger} open={open} onOpenChange={setOpen} />
}

function UsedMenu(menu: ItemMenuProps & Pick<LateMenuProps, 'trigger'>) {
  const { trigger, open, onOpenChange } = menu
  const part = useLate(itemMenu, true)
  if (typeof part === 'object') return <part.ItemMenu {...menu} />
  return (
    <>
      {cloneElement(trigger, { 'aria-haspopup': 'menu', 'aria-expanded': open, onClick: () => onOpenChange(true) })}
      {open && (
        <LateNotice
          missing={part === 'missing'}
          name="The menu"
          onRetry={itemMenu.load}
          onClose={() => onOpenChange(false)}
        />
      )}
    </>
  )
}
