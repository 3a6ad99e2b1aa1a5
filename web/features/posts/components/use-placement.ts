'use client'
/**
 * Where each post stands on the board now. What is under the hand holds still until it is let go; a post that stops
 * matching by somebody's change stays, dimmed, for as long. What moved leaves a line in its old place for a while.
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { presentMs } from '#web/ui/present.ts'
import { COLUMNS, findMoves, holdPlacement, type Moved, NOWHERE, type Placement, placeRows } from '../columns.ts'
import type { PostRow } from '../rows.ts'

/** A line where a post stood: `To Publishing, 4 s ago`. */
export type Ghost = Moved & { readonly key: number; readonly atMs: number }

const GHOST_MS = 6_000

type Wanted = {
  /** Every row of the workspace, as this tab expects it. */
  readonly rows: readonly PostRow[]
  /** Those that match, in the order of the view. */
  readonly matching: readonly PostRow[]
  readonly nowMs: number
  /** Of another value everything is simply right. */
  readonly viewKey: string
  readonly held: ReadonlySet<string>
  /** Moved by one's own hand: they follow at once, and leave no line. */
  readonly own: ReadonlySet<string>
  readonly onOwnMoved: (ids: readonly string[]) => void
  /** After a reconnect nothing moves. */
  readonly calm: boolean
}

export function usePlacement({ rows, matching, nowMs, viewKey, held, own, onOwnMoved, calm }: Wanted) {
  const last = useRef<{ key: string; placement: Placement }>({ key: viewKey, placement: NOWHERE })
  const [ghosts, setGhosts] = useState<readonly Ghost[]>([])
  const count = useRef(0)

  const same = last.current.key === viewKey
  const before = same ? last.current.placement : NOWHERE
  const still = new Set(same ? [...held].filter(id => !own.has(id)) : [])
  const matchingIds = new Set(matching.map(({ id }) => id))
  const shown = new Set(COLUMNS.flatMap(({ key }) => before[key]))
  const dimmed =
    still.size > 0 ? rows.filter(({ id, state }) => shown.has(id) && !matchingIds.has(id) && state !== 'archived') : []
  for (const { id } of dimmed) still.add(id)
  const placement = holdPlacement(
    before,
    placeRows(dimmed.length > 0 ? [...matching, ...dimmed] : matching, nowMs),
    still,
  )

  useLayoutEffect(() => {
    const moves = same && !calm ? findMoves(last.current.placement, placement) : []
    last.current = { key: viewKey, placement }
    if (!same || calm) setGhosts(kept => (kept.length > 0 ? [] : kept))
    onOwnMoved(moves.map(({ id }) => id).filter(id => own.has(id)))
    const fresh = moves.filter(({ id }) => !own.has(id))
    if (fresh.length === 0) return
    const atMs = presentMs()
    const added = fresh.map(move => ({ ...move, atMs, key: ++count.current }))
    setGhosts(kept => [...kept.filter(({ id }) => !added.some(ghost => ghost.id === id)), ...added])
  })

  useEffect(() => {
    const [oldest] = ghosts
    if (!oldest) return
    const timer = setTimeout(
      () => setGhosts(kept => kept.filter(({ atMs }) => atMs + GHOST_MS > presentMs())),
      Math.max(0, oldest.atMs + GHOST_MS - presentMs()) + 20,
    )
    return () => clearTimeout(timer)
  }, [ghosts])

  return { placement, ghosts, dimmed: new Set(dimmed.map(({ id }) => id)) }
}
