'use client'
/** What can be done with a post from where it is shown; the keyboard opens it with `S`. Dragging has its twin here. */
import { Ellipsis } from 'lucide-react'
import { type ComponentProps, useEffect, useState } from 'react'
import { useHere } from '#web/features/workspace/here.tsx'
import { useConnection } from '#web/realtime/hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { Menu, MenuGroup, MenuItem, MenuLine, MenuLink } from '#web/ui/menu.tsx'
import { StatusGlyph } from '#web/ui/status-glyph.tsx'
import { attentionOf } from '../attention.ts'
import { COLUMNS, type Column } from '../columns.ts'
import { putAwayOffers } from '../commands.ts'
import { type Move, moveTo, sharedReason, withoutReason } from '../moves.ts'
import { clockWords } from '../row-words.ts'
import type { PostRow } from '../rows.ts'
import { titleWords } from '../status.ts'
import type { PostDoing } from './post-doing.ts'

type PostMenuProps = {
  readonly row: PostRow
  readonly nowMs: number
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly doing: PostDoing
}

/** Publishing is on the way to Published, and Needs attention is where nobody puts a post. */
const TARGETS = COLUMNS.filter(({ key }) => key !== 'publishing' && key !== 'attention')

/** A board has hundreds of these: until somebody comes near, each is a plain button. */
export function PostMenu(props: PostMenuProps) {
  const { row, open, onOpenChange } = props
  const [near, setNear] = useState(false)
  useEffect(() => {
    if (open) setNear(true)
  }, [open])
  if (near || open) return <WholeMenu {...props} />
  return (
    <MenuButton
      title={row.title}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={() => setNear(true)}
      onClick={() => onOpenChange(true)}
    />
  )
}

function MenuButton({ title, ...rest }: { readonly title: string } & Omit<ComponentProps<'button'>, 'title'>) {
  return (
    <Button {...rest} look="quiet" size="small" icon aria-label={`More for ${titleWords(title)}`}>
      <Ellipsis aria-hidden />
    </Button>
  )
}

function WholeMenu({ row, nowMs, open, onOpenChange, doing }: PostMenuProps) {
  const { workspace } = useHere()
  const { role } = workspace
  const offline = useConnection().state === 'offline' ? 'Needs a connection' : undefined
  const steps = attentionOf(row, role, nowMs, clockWords)?.steps ?? []
  const putAway = putAwayOffers(row.state, role)
  const moves = TARGETS.map(column => ({ column, move: moveTo(row, column.key, role, nowMs) }))
  const why = sharedReason(moves.flatMap(({ move }) => (move.as === 'refused' ? move.why : [])))
  return (
    <Menu align="end" open={open} onOpenChange={onOpenChange} trigger={<MenuButton title={row.title} />}>
      <MenuLink href={`/posts/${row.id}`}>Open</MenuLink>
      {steps.length > 0 && <MenuLine />}
      {steps.map(step => (
        <MenuItem key={step.word} refused={offline} onSelect={() => doing.run(row, step)}>
          {step.word}
        </MenuItem>
      ))}
      {row.state !== 'archived' && (
        <>
          <MenuLine />
          <MenuGroup label={why === '' ? 'Move to' : `Move to. ${why}`}>
            {moves.map(({ column, move }) => (
              <MoveItem key={column.key} {...{ column, move, why, row, offline, doing }} />
            ))}
          </MenuGroup>
        </>
      )}
      {putAway.length > 0 && <MenuLine />}
      {putAway.map(offer => (
        <MenuItem
          key={offer.command}
          danger={offer.command === 'delete'}
          refused={offer.refused ?? offline}
          onSelect={() => doing.run(row, offer)}
        >
          {offer.word}
        </MenuItem>
      ))}
    </Menu>
  )
}

type MoveItemProps = Pick<PostMenuProps, 'row' | 'doing'> & {
  readonly column: Column
  readonly move: Move
  /** Said above, for all. */
  readonly why: string
  readonly offline: string | undefined
}

function MoveItem({ column, move, why, row, offline, doing }: MoveItemProps) {
  if (move.as === 'here') return null
  return (
    <MenuItem
      icon={
        <span data-tone={column.tone} style={{ color: 'var(--c)', display: 'flex' }}>
          <StatusGlyph name={column.glyph} still />
        </span>
      }
      refused={move.as === 'refused' ? withoutReason(move.why, why) : offline}
      hint={move.as === 'refused' ? undefined : move.word}
      onSelect={() => doing.move(row, move)}
    >
      {column.word}
    </MenuItem>
  )
}
