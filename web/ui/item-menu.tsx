'use client'
/** A menu given as data, so that its button can stand on a page before the menu has been loaded. */
import type { ReactElement, ReactNode } from 'react'
import { Menu, MenuGroup, MenuItem, MenuLine } from './menu.tsx'

export type MenuEntry =
  | {
      readonly id: string
      readonly word: string
      readonly icon?: ReactNode
      /** What choosing it does, where its word says only where it leads. */
      readonly hint?: string
      readonly danger?: boolean
      /** Why it cannot be chosen now. */
      readonly refused?: string | undefined
      readonly onSelect: () => void
    }
  | { readonly id: string; readonly line: true }

export type ItemMenuProps = {
  readonly trigger: ReactElement
  readonly entries: readonly MenuEntry[]
  /** A heading over all of them. */
  readonly heading?: string
  readonly side?: 'top' | 'bottom'
  readonly align?: 'start' | 'end'
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

export function ItemMenu({ trigger, entries, heading, side, align, open, onOpenChange }: ItemMenuProps) {
  const items = entries.map(entry =>
    'line' in entry ? (
      <MenuLine key={entry.id} />
    ) : (
      <MenuItem
        key={entry.id}
        icon={entry.icon}
        {...(entry.hint !== undefined && { hint: entry.hint })}
        danger={entry.danger ?? false}
        refused={entry.refused}
        onSelect={entry.onSelect}
      >
        {entry.word}
      </MenuItem>
    ),
  )
  return (
    <Menu trigger={trigger} side={side} align={align} open={open} onOpenChange={onOpenChange}>
      {heading === undefined ? items : <MenuGroup label={heading}>{items}</MenuGroup>}
    </Menu>
  )
}
