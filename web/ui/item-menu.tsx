'use client'
/** A menu given as data, so that its button can stand on a page before the menu has been loaded. */
import type { ReactElement, ReactNode } from 'react'
import { Menu, MenuItem, MenuLine } from './menu.tsx'

export type MenuEntry =
  | {
      readonly id: string
      readonly word: string
      readonly icon?: ReactNode
      readonly danger?: boolean
      /** Why it cannot be chosen now. */
      readonly refused?: string | undefined
      readonly onSelect: () => void
    }
  | { readonly id: string; readonly line: true }

export type ItemMenuProps = {
  readonly trigger: ReactElement
  readonly entries: readonly MenuEntry[]
  readonly side?: 'top' | 'bottom'
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

export function ItemMenu({ trigger, entries, side, open, onOpenChange }: ItemMenuProps) {
  return (
    <Menu trigger={trigger} side={side} open={open} onOpenChange={onOpenChange}>
      {entries.map(entry =>
        'line' in entry ? (
          <MenuLine key={entry.id} />
        ) : (
          <MenuItem
            key={entry.id}
            icon={entry.icon}
            danger={entry.danger ?? false}
            refused={entry.refused}
            onSelect={entry.onSelect}
          >
            {entry.word}
          </MenuItem>
        ),
      )}
    </Menu>
  )
}
