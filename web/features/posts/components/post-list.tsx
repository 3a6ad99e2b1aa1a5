// biome-ignore-all lint/a11y/useSemanticElements: it turns into cards on small screens, where a real table loses its roles.
// biome-ignore-all lint/a11y/useFocusableInteractive: heads are not operated, and the link inside a row is what takes focus.
'use client'
/**
 * The rows themselves. What is under the hand holds still: nobody's change moves the row that the pointer or the focus
 * is in, only its words; let go, it glides to its place. Long lists draw what is in sight and what has the focus.
 */
import { type ReactNode, type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useShortcuts } from '#web/features/workspace/shortcuts.tsx'
import { useConnection } from '#web/realtime/hooks.ts'
import { stepFocus } from '#web/ui/roving.ts'
import { useChanged } from '#web/ui/use-changed.ts'
import { useRowMoves } from '#web/ui/use-row-moves.ts'
import { useTouched } from '#web/ui/use-touched.ts'
import { isPending, shownRow } from '../hooks.ts'
import { heldOrder, type PostRow } from '../rows.ts'
import { BulkBar } from './bulk-bar.tsx'
import { OlderEnd } from './older-end.tsx'
import type { PostDoing } from './post-doing.ts'
import styles from './post-list.module.css'
import { PostListRow } from './post-list-row.tsx'
import { usePostNews } from './post-news.ts'
import type { Older } from './use-all-posts.ts'
import { useWindow } from './use-window.ts'

type PostListProps = {
  readonly rows: readonly PostRow[]
  readonly matching: readonly PostRow[]
  /** Changes when the person changes what is asked for: then everything is simply right, and nothing glides. */
  readonly viewKey: string
  /** Raised when the whole feed came anew. */
  readonly epoch: number
  readonly nowMs: number
  readonly doing: PostDoing
  /** Posts beyond the feed: what of them is loaded. */
  readonly older: Older
  readonly empty: ReactNode
}

export function PostList({ rows, matching, viewKey, epoch, nowMs, doing, older, empty }: PostListProps) {
  const list = useRef<HTMLDivElement>(null)
  const scroll = useRef<HTMLDivElement>(null)
  const { pointed, focused, holders } = useTouched()
  const [menuFor, setMenuFor] = useState<string | null>(null)
  const held = new Set([pointed, focused, menuFor].filter(id => id !== null))
  const { ids, dimmed } = useSettled({ rows, matching, viewKey, held })
  const { state } = useConnection()
  const calm = useChanged(`${viewKey} ${epoch} ${state}`) || state === 'offline'
  const shown = useWindow({ ids, keep: held, scroll, viewKey })
  useRowMoves(list, calm)
  useFocusKept(list, ids)
  usePostNews(list)

  const rowById = useMemo(() => new Map(rows.map(row => [row.id, row])), [rows])
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set())
  const select = useCallback((id: string, on: boolean) => {
    setSelection(before => {
      const after = new Set(before)
      if (on) after.add(id)
      else after.delete(id)
      return after
    })
  }, [])
  const selected = [...selection].flatMap(id => rowById.get(id) ?? [])
  const clear = () => setSelection(new Set())
  const current = () => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row ?? null

  const links = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-row] a') ?? [])]
  useShortcuts({
    j: () => stepFocus(links(), 1),
    k: () => stepFocus(links(), -1),
    arrowdown: () => stepFocus(links(), 1),
    arrowup: () => stepFocus(links(), -1),
    s: () => setMenuFor(current()),
    x: () => {
      const id = current()
      if (id !== null) select(id, !selection.has(id))
    },
    ...(selected.length > 0 && { escape: clear }),
  })
  const onMenuOpenChange = useCallback((id: string, open: boolean) => setMenuFor(open ? id : null), [])

  if (ids.length === 0 && older.status === 'whole') return empty
  return (
    <div className={styles.frame}>
      <div className={styles.scroll} ref={scroll} {...holders}>
        <div role="table" aria-label="Posts" aria-rowcount={older.status === 'whole' ? ids.length + 1 : -1} ref={list}>
          <div role="row" className={styles.head} aria-rowindex={1}>
            <span role="columnheader">
              <span className="vh">Selected</span>
            </span>
            {['Title', 'Status', 'In it now', 'Channels', 'When', 'Comments'].map(name => (
              <span role="columnheader" key={name}>
                {name}
              </span>
            ))}
            <span role="columnheader">
              <span className="vh">More</span>
            </span>
          </div>
          <div role="rowgroup" className={styles.rows} style={shown.style}>
            {shown.items.map(({ id, index, topPx }) => {
              const known = rowById.get(id)
              if (!known) return null
              return (
                <PostListRow
                  key={id}
                  row={shownRow(known, doing.pendingById)}
                  known={known}
                  pending={isPending(known, doing.pendingById)}
                  dimmed={dimmed.has(id)}
                  selected={selection.has(id)}
                  onSelect={select}
                  menuOpen={menuFor === id}
                  onMenuOpenChange={onMenuOpenChange}
                  nowMs={nowMs}
                  place={index + 1}
                  {...(topPx !== undefined && { topPx, measure: shown.measure })}
                  doing={doing}
                />
              )
            })}
          </div>
        </div>
        <OlderEnd older={older} bySight />
      </div>
      <BulkBar selected={selected} doing={doing} onClear={clear} />
    </div>
  )
}

type Settled = { readonly ids: readonly string[]; readonly dimmed: ReadonlySet<string> }

type Placed = {
  readonly key: string
  readonly ids: readonly string[]
  readonly rows: readonly PostRow[]
  /** What matched, where all of it and nothing else stood in its own order. */
  readonly plainFor: readonly string[] | null
}

/**
 * Ids in the order to show. Rows that stop matching by somebody's change stay, dimmed, while the list is held.
 */
function useSettled({
  rows,
  matching,
  viewKey,
  held,
}: Pick<PostListProps, 'rows' | 'matching' | 'viewKey'> & { readonly held: ReadonlySet<string> }): Settled {
  const last = useRef<Placed>({ key: viewKey, ids: [], rows: [], plainFor: null })
  const sameView = last.current.key === viewKey
  const matchingIds = useMemo(() => matching.map(({ id }) => id), [matching])
  const before = last.current
  // All stood where they belong, and nothing has changed since: they stay, whatever is under the hand while one scrolls.
  const isStill = sameView && before.rows === rows && before.plainFor === matchingIds
  let lapsed: readonly string[] = []
  if (held.size > 0 && sameView && !isStill) {
    const existing = new Set(rows.map(({ id }) => id))
    const matches = new Set(matchingIds)
    lapsed = before.ids.filter(id => existing.has(id) && !matches.has(id))
  }
  const still = new Set(sameView ? [...held, ...lapsed] : [])
  const wanted = isStill
    ? before.ids
    : heldOrder(before.ids, lapsed.length > 0 ? [...matchingIds, ...lapsed] : matchingIds, still)
  // The same list while nothing moved: scrolling through thousands works nothing out anew.
  const ids = isStill || isSameList(before.ids, wanted) ? before.ids : wanted
  useLayoutEffect(() => {
    if (isStill) return
    last.current = { key: viewKey, ids, rows, plainFor: isSameList(ids, matchingIds) ? matchingIds : null }
  })
  return { ids, dimmed: new Set(lapsed) }
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index])
}

/** When the focused row goes away, focus goes to its next neighbour instead of to nowhere. */
function useFocusKept(list: RefObject<HTMLElement | null>, ids: readonly string[]): void {
  const focused = useRef<{ id: string; at: number } | null>(null)
  useLayoutEffect(() => {
    const was = focused.current
    if (was && !ids.includes(was.id) && (document.activeElement === document.body || document.activeElement === null)) {
      const next = ids[Math.min(was.at, ids.length - 1)]
      list.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(next ?? '')}"] a`)?.focus()
    }
    const id = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row
    focused.current = id === undefined ? null : { id, at: ids.indexOf(id) }
  })
}
