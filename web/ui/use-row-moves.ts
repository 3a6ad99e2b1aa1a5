'use client'
/**
 * Rows and cards glide to their new place when others change it: 420 ms, only transform. Nothing moves on the first
 * render, when `calm` is set, or for people who want no motion.
 */
import { type RefObject, useLayoutEffect, useRef } from 'react'

const MOVE_MS = 420
const EASE = 'cubic-bezier(0.2, 0, 0, 1)'

/** A row that is placed by its own style moves by less when those above it are measured, and by more when it has another place. */
const MEASURED_PX = 12

type Place = { readonly column: string; readonly x: number; readonly y: number }

/** @param container its elements with `data-row` are the rows, the attribute is their identity; `data-column` where they stand beside each other */
export function useRowMoves(container: RefObject<HTMLElement | null>, calm: boolean): void {
  const places = useRef<ReadonlyMap<string, Place> | null>(null)
  useLayoutEffect(() => {
    const before = places.current
    const after = new Map<string, Place>()
    // Asked for when something has moved: the answer costs a layout of what was just drawn.
    let still: boolean | null = calm ? true : null
    const origin = originOf(container.current)
    for (const row of container.current?.querySelectorAll<HTMLElement>('[data-row]') ?? []) {
      const key = row.dataset.row ?? ''
      const place = placeOf(row, origin)
      after.set(key, place)
      const was = before?.get(key)
      if (still === true || !was) continue
      // Sideways only between columns: a pinned one changes its distance by mere scrolling.
      const byX = was.column === place.column ? 0 : was.x - place.x
      const byY = was.y - place.y
      const least = row.style.top === '' ? 1 : MEASURED_PX
      if (Math.abs(byX) < least && Math.abs(byY) < least) continue
      still ??= matchMedia('(prefers-reduced-motion: reduce)').matches
      if (still) continue
      // What really moved passes over those that only make room.
      const zIndex = byX !== 0 || Math.abs(byY) > row.offsetHeight * 1.5 ? '3' : 'auto'
      row.animate(
        [
          { transform: `translate(${byX}px, ${byY}px)`, zIndex },
          { transform: 'none', zIndex },
        ],
        { duration: MOVE_MS, easing: EASE },
      )
    }
    places.current = after
  })
}

type Origin = { readonly left: number; readonly top: number }

function originOf(container: HTMLElement | null): () => Origin {
  let known: Origin | null = null
  return () => {
    if (known) return known
    const { left = 0, top = 0 } = container?.getBoundingClientRect() ?? {}
    known = { left: left - (container?.scrollLeft ?? 0), top: top - (container?.scrollTop ?? 0) }
    return known
  }
}

/** A row that is placed by its own style is not measured: that would lay the page out in the middle of scrolling. */
function placeOf(row: HTMLElement, origin: () => Origin): Place {
  const column = row.dataset.column ?? ''
  if (row.style.top !== '') return { column, x: 0, y: Number.parseFloat(row.style.top) }
  const box = row.getBoundingClientRect()
  const { left, top } = origin()
  return { column, x: box.left - left, y: box.top - top }
}
