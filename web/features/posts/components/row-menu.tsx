'use client'
/** What can be done with a post from its row; the keyboard opens it with `S`. */
import { Ellipsis } from 'lucide-react'
import { useHere } from '#web/features/workspace/here.tsx'
import { useConnection } from '#web/realtime/hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { Menu, MenuItem, MenuLine, MenuLink } from '#web/ui/menu.tsx'
import { type Offer, offersFor } from '../commands.ts'
import type { PostRow } from '../rows.ts'
import { titleWords } from '../status.ts'

type RowMenuProps = {
  readonly row: PostRow
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly onRun: (offer: Offer) => void
}

export function RowMenu({ row, open, onOpenChange, onRun }: RowMenuProps) {
  const { workspace } = useHere()
  const offline = useConnection().state === 'offline'
  const offers = offersFor(row.state, workspace.role)
  return (
    <Menu
      align="end"
      open={open}
      onOpenChange={onOpenChange}
      trigger={
        <Button look="quiet" size="small" icon aria-label={`More for ${titleWords(row.title)}`}>
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      <MenuLink href={`/posts/${row.id}`}>Open</MenuLink>
      {offers.length > 0 && <MenuLine />}
      {offers.map(offer => (
        <MenuItem
          key={offer.command}
          danger={offer.command === 'delete'}
          refused={offline ? 'Needs a connection' : undefined}
          onSelect={() => onRun(offer)}
        >
          {offer.word}
        </MenuItem>
      ))}
    </Menu>
  )
}
