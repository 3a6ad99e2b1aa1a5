'use client'
/**
 * Posts by status, a column each. Cards move by themselves when somebody changes them, calmly: never under the hand, never
 * after a reconnect. They are moved by dragging, or by the menu that `S` opens.
 */
import { type ReactNode, type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { PostState } from '#domain/contract/post-status.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { useShortcuts } from '#web/features/workspace/shortcuts.tsx'
import { useConnection } from '#web/realtime/hooks.ts'
import { stepFocus } from '#web/ui/roving.ts'
import { useChanged } from '#web/ui/use-changed.ts'
import { useFocusFollows } from '#web/ui/use-focus-follows.ts'
import { useMedia } from '#web/ui/use-media.ts'
import { useRowMoves } from '#web/ui/use-row-moves.ts'
import { useTouched } from '#web/ui/use-touched.ts'
import { COLUMNS, type Column, URGENCY } from '../columns.ts'
import { isPending, shownRow } from '../hooks.ts'
import { moveTo } from '../moves.ts'
import type { PostRow } from '../rows.ts'
import styles from './board.module.css'
import { BoardColumn } from './board-column.tsx'
import { useFolded } from './folded.ts'
import type { PostDoing } from './post-doing.ts'
import { watchPostDrags } from './post-drag.ts'
import { usePostNews } from './post-news.ts'
import type { Older } from './use-all-posts.ts'
import { usePlacement } from './use-placement.ts'

type BoardProps = {
  readonly rows: readonly PostRow[]
  readonly matching: readonly PostRow[]
  /** Changes when the person changes what is asked for. */
  readonly viewKey: string
  /** Raised when the whole feed came anew. */
  readonly epoch: number
  readonly nowMs: number
  readonly doing: PostDoing
  /** Posts beyond the feed: what of them is loaded. */
  readonly older: Older
  /** Instead of columns that hold nothing. */
  readonly empty: ReactNode
}

export function Board({ rows, matching, viewKey, epoch, nowMs, doing, older, empty }: BoardProps) {
  const board = useRef<HTMLElement>(null)
  const { role } = useHere().workspace
  const { pointed, focused, holders } = useTouched()
  const [menuFor, setMenuFor] = useState<string | null>(null)
  const [dragged, setDragged] = useState<PostRow | null>(null)
  const [folded, fold] = useFolded()
  const small = useMedia('(max-width: 760px)')
  const { state } = useConnection()
  const calm = useChanged(`${viewKey} ${epoch} ${state} ${small} ${[...folded]} ${nowMs === 0}`) || state === 'offline'

  const rowById = new Map(rows.map(row => [row.id, row]))
  const own = useOwn(doing, rowById)
  const held = new Set([pointed, focused, menuFor, dragged?.id ?? null].filter(id => id !== null))
  const shown = (row: PostRow) => shownRow(row, doing.pendingById)
  const { placement, ghosts, dimmed } = usePlacement({
    rows: rows.map(shown),
    matching: matching.map(shown),
    nowMs,
    viewKey,
    held,
    own: own.ids,
    onOwnMoved: own.onMoved,
    calm,
  })
  const moved = new Set(ghosts.map(({ id }) => id))

  useRowMoves(board, calm)
  useFocusFollows(board, 'h3 a', menuFor)
  usePostNews(board)
  useBoardKeys(board, setMenuFor)
  const onMenuOpenChange = useCallback((id: string, open: boolean) => setMenuFor(open ? id : null), [])

  const latest = useRef({ role, nowMs, doing })
  useEffect(() => {
    latest.current = { role, nowMs, doing }
  })
  useEffect(
    () =>
      watchPostDrags({
        onStart: setDragged,
        onEnd: () => setDragged(null),
        onDrop: (row, column) => {
          const { role, nowMs, doing } = latest.current
          doing.move(row, moveTo(row, column, role, nowMs))
        },
      }),
    [],
  )

  if (older.status === 'whole' && COLUMNS.every(({ key }) => placement[key].length === 0)) return empty
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keys too.
    <section className={styles.board} aria-label="Posts by status" tabIndex={0} ref={board} {...holders}>
      {(small ? URGENCY : COLUMNS).map(column => (
        <BoardColumn
          key={column.key}
          column={column}
          ids={placement[column.key]}
          rowById={rowById}
          ghosts={ghosts.filter(({ from }) => from === column.key)}
          older={isComplete(column, older) ? null : older}
          {...{ dimmed, moved, nowMs, menuFor, onMenuOpenChange, doing }}
          folded={!small && folded.has(column.key)}
          onFold={small ? null : fold}
          dragged={dragged}
        />
      ))}
    </section>
  )
}

/** Whether a column holds all there is, however long ago it changed. */
function isComplete({ key, states }: Column, { status, complete }: Older): boolean {
  if (status === 'whole') return true
  const needed: readonly PostState[] = key === 'attention' ? [...states, 'scheduled'] : states
  return needed.every(state => complete.has(state))
}

type Own = {
  readonly ids: ReadonlySet<string>
  /** They have moved: what moves them from now on is somebody else's doing. */
  readonly onMoved: (ids: readonly string[]) => void
}

/** Posts that one's own command is about to move: until it has, or for a moment after its answer. */
function useOwn(doing: PostDoing, rowById: ReadonlyMap<string, PostRow>): Own {
  const known = useRef(new Map<string, { readonly atMs: number; readonly hasMoved: boolean }>())
  const now = Date.now()
  for (const id of doing.pendingById.keys()) {
    const row = rowById.get(id)
    if (row && isPending(row, doing.pendingById)) {
      known.current.set(id, { atMs: now, hasMoved: known.current.get(id)?.hasMoved ?? false })
    }
  }
  const ids = new Set<string>()
  for (const [id, { atMs, hasMoved }] of known.current) {
    const row = rowById.get(id)
    const isUnderWay = row !== undefined && isPending(row, doing.pendingById)
    if (isUnderWay || (!hasMoved && now - atMs < OWN_MS)) ids.add(id)
    else known.current.delete(id)
  }
  const onMoved = useCallback((moved: readonly string[]) => {
    for (const id of moved) {
      const was = known.current.get(id)
      if (was) known.current.set(id, { ...was, hasMoved: true })
    }
  }, [])
  return { ids, onMoved }
}

const OWN_MS = 1_500

function useBoardKeys(board: RefObject<HTMLElement | null>, openMenu: (id: string | null) => void): void {
  const linksIn = (scope: ParentNode | null | undefined) => [
    ...(scope?.querySelectorAll<HTMLElement>('[data-row] h3 a') ?? []),
  ]
  const sections = () =>
    [...(board.current?.querySelectorAll<HTMLElement>('section') ?? [])].filter(each => linksIn(each).length > 0)
  const here = () => document.activeElement?.closest<HTMLElement>('[data-row]') ?? null
  const step = (by: 1 | -1) => {
    const column = here()?.closest('section')
    stepFocus(linksIn(column ?? board.current), by)
  }
  const sideways = (by: 1 | -1) => {
    const card = here()
    const column = card?.closest('section')
    const all = sections()
    if (!card || !column) return all[0] && linksIn(all[0])[0]?.focus()
    const index = linksIn(column).findIndex(link => card.contains(link))
    const next = all[all.indexOf(column) + by]
    const links = linksIn(next)
    links[Math.min(index, links.length - 1)]?.focus()
  }
  useShortcuts({
    j: () => stepFocus(linksIn(board.current), 1),
    k: () => stepFocus(linksIn(board.current), -1),
    arrowdown: () => step(1),
    arrowup: () => step(-1),
    arrowright: () => sideways(1),
    arrowleft: () => sideways(-1),
    s: () => openMenu(here()?.dataset.row ?? null),
  })
}
