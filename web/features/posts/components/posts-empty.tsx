'use client'
import { can } from '#domain/contract/rights.ts'
/** No posts at all, or none that match: what to do about it. */
import { NewPostButton } from '#web/features/workspace/components/new-post.tsx'
import { useHere } from '#web/features/workspace/here.tsx'
import { Button, ButtonLink } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { type Filter, GROUPS } from '../rows.ts'

export function NoPosts({ archived = 0 }: { readonly archived?: number }) {
  const { workspace } = useHere()
  const mayWrite = can(workspace.role, 'edit')
  return (
    <EmptyState
      title="No posts yet"
      actions={
        <>
          <NewPostButton />
          {archived > 0 && <ButtonLink href="/?status=archived">Show archived ({archived})</ButtonLink>}
        </>
      }
    >
      <p>
        {mayWrite
          ? 'Start one: everybody here sees it at once, and may write in it with you.'
          : 'As soon as somebody starts one, it shows here.'}
      </p>
    </EmptyState>
  )
}

export function FilteredEmpty({ filter, onClear }: { readonly filter: Filter; readonly onClear: () => void }) {
  const group = GROUPS.find(({ key }) => key === filter.group)?.word
  const parts = [
    group,
    filter.words === '' ? null : `“${filter.words}”`,
    filter.opened ? 'open just now' : null,
    filter.person !== null ? 'by one person' : null,
    filter.channel !== null ? 'on one channel' : null,
  ].filter(part => part != null)
  return (
    <EmptyState title="Nothing matches" actions={<Button onClick={onClear}>Clear filters</Button>}>
      <p role="status">{parts.join(', ')}</p>
    </EmptyState>
  )
}
