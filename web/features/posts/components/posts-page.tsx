'use client'
/** The dashboard: every post of the workspace, as a board or a list, changing by itself. */
import { useMemo, useRef } from 'react'
import { PageHeader } from '#web/features/workspace/components/page-header.tsx'
import { useHere } from '#web/features/workspace/here.tsx'
import { useShortcuts } from '#web/features/workspace/shortcuts.tsx'
import { countedRows, isUnfiltered, matches, NO_FILTER } from '../filter.ts'
import { choicesIn, countGroups, rowsOf, sortRows } from '../rows.ts'
import { onBoard, shapeOf, type ViewKey, viewId } from '../view.ts'
import { Board } from './board.tsx'
import { usePostDoing } from './post-doing.ts'
import { PostFilter } from './post-filter.tsx'
import { PostList } from './post-list.tsx'
import { PostQuestion } from './post-question.tsx'
import { FilteredEmpty, NoPosts } from './posts-empty.tsx'
import { PostsSkeleton } from './posts-skeleton.tsx'
import { useAllPosts } from './use-all-posts.ts'
import { useKnownClock } from './use-known-clock.ts'
import { useView } from './use-view.ts'
import { ViewSwitch } from './view-switch.tsx'

/** What becomes true by waiting, a missed time, is seen within this time. */
const CLOCK_MS = 20_000

/** @param remembered the view when the address names none */
export function PostsPage({ remembered }: { readonly remembered: ViewKey }) {
  const { workspace } = useHere()
  const { status, epoch, posts, older } = useAllPosts()
  const [view, setView] = useView(remembered)
  const { filter, sort } = view
  const shape = shapeOf(view)
  const nowMs = useKnownClock(CLOCK_MS)
  const doing = usePostDoing()
  const input = useRef<HTMLInputElement>(null)
  useShortcuts({ '/': () => input.current?.focus() })

  const rows = useMemo(() => rowsOf(posts, workspace.id), [posts, workspace.id])
  const matching = useMemo(
    () =>
      sortRows(
        rows.filter(row => matches(row, filter, nowMs)),
        sort,
      ),
    [rows, filter, sort, nowMs],
  )
  const counts = useMemo(() => countGroups(rows, nowMs), [rows, nowMs])
  const choices = useMemo(() => choicesIn(rows), [rows])
  const total = countedRows(rows, NO_FILTER)
  const partial = older.status !== 'whole'
  const clear = () => setView({ filter: NO_FILTER })
  const shared = { rows, matching, viewKey: viewId(view), epoch, nowMs, doing, older }

  return (
    <>
      <PageHeader title="Posts">
        <ViewSwitch
          value={shape}
          filter={filter}
          onChange={next => setView({ view: next, ...(next === 'board' && { filter: onBoard(filter) }) })}
        />
      </PageHeader>
      {rows.length > 0 && (
        <PostFilter
          view={view}
          shape={shape}
          counts={counts}
          choices={choices}
          total={total}
          shown={matching.length}
          among={countedRows(rows, filter)}
          partial={partial}
          inputRef={input}
          onChange={setView}
        />
      )}
      {status === 'loading' && rows.length === 0 ? (
        <PostsSkeleton view={shape} />
      ) : rows.length === 0 ? (
        <NoPosts />
      ) : matching.length === 0 && isUnfiltered(filter) ? (
        <NoPosts archived={rows.length} />
      ) : shape === 'board' ? (
        <Board {...shared} empty={<FilteredEmpty filter={filter} onClear={clear} />} />
      ) : (
        <PostList {...shared} empty={<FilteredEmpty filter={filter} onClear={clear} />} />
      )}
      <PostQuestion doing={doing} />
    </>
  )
}
