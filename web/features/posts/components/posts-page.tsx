'use client'
import { useSearchParams } from 'next/navigation'
/** The dashboard: every post of the workspace as a row that changes by itself. */
import { useRef } from 'react'
import { PageHeader } from '#web/features/workspace/components/page-header.tsx'
import { useHere } from '#web/features/workspace/here.tsx'
import { useShortcuts } from '#web/features/workspace/shortcuts.tsx'
import { usePosts } from '#web/realtime/hooks.ts'
import { countGroups, type Filter, matches, parseGroup, rowsOf } from '../rows.ts'
import { PostFilter } from './post-filter.tsx'
import { PostList } from './post-list.tsx'
import { FilteredEmpty, NoPosts } from './posts-empty.tsx'
import { PostsSkeleton } from './posts-skeleton.tsx'

export function PostsPage() {
  const { workspace } = useHere()
  const { status, posts } = usePosts()
  const [filter, setFilter] = useFilter()
  const input = useRef<HTMLInputElement>(null)
  useShortcuts({ '/': () => input.current?.focus() })

  const rows = rowsOf(posts, workspace.id)
  const matching = rows.filter(row => matches(row, filter))
  const unfiltered = filter.words === '' && filter.group === null
  const total = rows.filter(row => row.state !== 'archived').length

  return (
    <>
      <PageHeader title="Posts" />
      {rows.length > 0 && (
        <PostFilter
          filter={filter}
          counts={countGroups(rows)}
          total={total}
          shown={matching.length}
          inputRef={input}
          onChange={setFilter}
        />
      )}
      {status === 'loading' && rows.length === 0 ? (
        <PostsSkeleton />
      ) : rows.length === 0 ? (
        <NoPosts />
      ) : matching.length === 0 && unfiltered ? (
        <NoPosts archived={rows.length} />
      ) : (
        <PostList
          rows={rows}
          matching={matching}
          filterKey={`${filter.group ?? ''} ${filter.words}`}
          empty={<FilteredEmpty filter={filter} onClear={() => setFilter({ words: '', group: null })} />}
        />
      )}
    </>
  )
}

/** The filter as the address has it; changing it does not load anything. */
function useFilter(): readonly [Filter, (filter: Filter) => void] {
  const search = useSearchParams()
  const filter: Filter = { words: search.get('q') ?? '', group: parseGroup(search.get('status')) }
  return [
    filter,
    ({ words, group }) => {
      const next = new URLSearchParams(search)
      if (words === '') next.delete('q')
      else next.set('q', words)
      if (group === null) next.delete('status')
      else next.set('status', group)
      history.replaceState(null, '', next.size > 0 ? `?${next}` : location.pathname)
    },
  ]
}
