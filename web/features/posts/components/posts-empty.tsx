'use client'
import { can } from '#domain/contract/rights.ts'
/** No posts at all, or none that match: what to do about it. */
import { NewPostButton } from '#web/features/workspace/components/new-post.tsx'
import { useHere } from '#web/features/workspace/here.tsx'
import { Button, ButtonLink } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import type { Filter } from '../filter.ts'
import { GROUPS } from '../rows.ts'

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
  const { words, groups, people, channels, tags, opened } = filter
  const parts = [
    joinOr(GROUPS.filter(({ key }) => groups.includes(key)).map(({ word }) => word)),
    words === '' ? '' : `“${words}”`,
    opened ? 'open just now' : '',
    people.length === 0 ? '' : people.length === 1 ? 'by one person' : `by one of ${people.length} people`,
    channels.length === 0 ? '' : channels.length === 1 ? 'on one channel' : `on one of ${channels.length} channels`,
    joinOr(tags.map(tag => `#${tag}`)),
  ].filter(part => part !== '')
  return (
    <EmptyState title="Nothing matches" actions={<Button onClick={onClear}>Clear filters</Button>}>
      <p role="status">{parts.join(', ')}</p>
    </EmptyState>
  )
}

function joinOr(words: readonly string[]): string {
  return words.join(' or ')
}
