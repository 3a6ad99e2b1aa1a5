// biome-ignore-all lint/a11y/useSemanticElements: it turns into cards on small screens, where a real table loses its roles.
// biome-ignore-all lint/a11y/useFocusableInteractive: heads are not operated, and the link inside a row is what takes focus.
'use client'
/**
 * The rows themselves. What is under the hand holds still: nobody's change moves the row that the pointer or the focus
 * is in, only its words; let go, it glides to its place.
 */
import { type ReactNode, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { useShortcuts } from '#web/features/workspace/shortcuts.tsx'
import { useConnection } from '#web/realtime/hooks.ts'
import { stepFocus } from '#web/ui/roving.ts'
import { useRowMoves } from '#web/ui/use-row-moves.ts'
import { useRowCommands } from '../hooks.ts'
import { heldOrder, type PostRow } from '../rows.ts'
import styles from './post-list.module.css'
import { PostListRow } from './post-list-row.tsx'
import { usePostNews } from './post-news.ts'

type PostListProps = {
  readonly rows: readonly PostRow[]
  readonly matching: readonly PostRow[]
  /** Changes when the person changes the filter: then everything is simply right, and nothing glides. */
  readonly filterKey: string
  readonly empty: ReactNode
}

export function PostList({ rows, matching, filterKey, empty }: PostListProps) {
  const list = useRef<HTMLDivElement>(null)
  const { touched, holders } = useTouched()
  const { shown, run } = useRowCommands()
  const [menuFor, setMenuFor] = useState<string | null>(null)
  const held = new Set([...touched, menuFor].filter(id => id !== null))
  const { ids, dimmed } = useSettled({ rows, matching, filterKey, held })
  const live = useConnection().state === 'live'
  const calm = useChanged(`${filterKey} ${live}`)
  useRowMoves(list, calm || !live)
  useFocusKept(list, ids)
  usePostNews(list)

  const links = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-row] a') ?? [])]
  useShortcuts({
    j: () => stepFocus(links(), 1),
    k: () => stepFocus(links(), -1),
    arrowdown: () => stepFocus(links(), 1),
    arrowup: () => stepFocus(links(), -1),
    s: () => setMenuFor(document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row ?? null),
  })
  const onMenuOpenChange = useCallback((id: string, open: boolean) => setMenuFor(open ? id : null), [])

  if (ids.length === 0) return empty
  const rowById = new Map(rows.map(row => [row.id, row]))
  return (
    <div className={styles.scroll} {...holders}>
      <div role="table" aria-label="Posts" aria-rowcount={ids.length + 1} ref={list}>
        <div role="row" className={styles.head}>
          {['Title', 'Status', 'In it now', 'Channels', 'When'].map(name => (
            <span role="columnheader" key={name}>
              {name}
            </span>
          ))}
          <span role="columnheader">
            <span className="vh">More</span>
          </span>
        </div>
        {ids.map(id => {
          const known = rowById.get(id)
          if (!known) return null
          const { pending, ...row } = shown(known)
          return (
            <PostListRow
              key={id}
              row={row}
              known={known}
              pending={pending}
              dimmed={dimmed.has(id)}
              menuOpen={menuFor === id}
              onMenuOpenChange={onMenuOpenChange}
              onRun={run}
            />
          )
        })}
      </div>
    </div>
  )
}

/** The rows that the pointer and the focus are in, and the listeners that know. */
function useTouched() {
  const [pointed, setPointed] = useState<string | null>(null)
  const [focused, setFocused] = useState<string | null>(null)
  const holders = {
    // Touch has no hovering: a finger holds nothing once it is up.
    onPointerMove: (event: { pointerType: string; target: EventTarget }) =>
      setPointed(event.pointerType === 'mouse' ? rowOf(event.target) : null),
    onPointerLeave: () => setPointed(null),
    onFocus: (event: { target: EventTarget }) => setFocused(rowOf(event.target)),
    onBlur: () => setFocused(null),
  }
  return { touched: [pointed, focused], holders }
}

function rowOf(target: EventTarget): string | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  return row?.dataset.row ?? null
}

type Settled = { readonly ids: readonly string[]; readonly dimmed: ReadonlySet<string> }

/**
 * Ids in the order to show. Rows that stop matching by somebody's change stay, dimmed, while the list is held.
 */
function useSettled({
  rows,
  matching,
  filterKey,
  held,
}: Omit<PostListProps, 'empty'> & { readonly held: ReadonlySet<string> }): Settled {
  const last = useRef<{ key: string; ids: readonly string[] }>({ key: filterKey, ids: [] })
  const sameFilter = last.current.key === filterKey
  const holding = held.size > 0 && sameFilter
  const matchingIds = matching.map(({ id }) => id)
  const existing = new Set(rows.map(({ id }) => id))
  const lapsed = holding ? last.current.ids.filter(id => existing.has(id) && !matchingIds.includes(id)) : []
  const still = new Set(sameFilter ? [...held, ...lapsed] : [])
  const ids = heldOrder(last.current.ids, [...matchingIds, ...lapsed], still)
  useLayoutEffect(() => {
    last.current = { key: filterKey, ids }
  })
  return { ids, dimmed: new Set(lapsed) }
}

/** True in the render in which the value became another. */
function useChanged(value: string): boolean {
  const last = useRef(value)
  const changed = last.current !== value
  useLayoutEffect(() => {
    last.current = value
  })
  return changed
}

/** When the focused row goes away, focus goes to its next neighbour instead of to nowhere. */
function useFocusKept(list: React.RefObject<HTMLElement | null>, ids: readonly string[]): void {
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
