'use client'
/**
 * Rows that change their place glide there (FLIP): measured before and after each render, moved back by a transform
 * that fades out. Nothing glides on the first render, when `calm` is set, or for people who want no motion.
 */
import { type RefObject, useLayoutEffect, useRef } from 'react'

const MOVE_MS = 420
const EASE = 'cubic-bezier(0.2, 0, 0, 1)'

/** @param container its elements with `data-row` are the rows, the attribute is their identity */
export function useRowMoves(container: RefObject<HTMLElement | null>, calm: boolean): void {
  const tops = useRef<ReadonlyMap<string, number> | null>(null)
  useLayoutEffect(() => {
    const before = tops.current
    const after = new Map<string, number>()
    const still = calm || matchMedia('(prefers-reduced-motion: reduce)').matches
    for (const row of container.current?.querySelectorAll<HTMLElement>('[data-row]') ?? []) {
      const key = row.dataset.row ?? ''
      after.set(key, row.offsetTop)
      const was = before?.get(key)
      if (still || was === undefined || was === row.offsetTop) continue
      const distance = was - row.offsetTop
      // What really moved passes over those that only make room.
      const zIndex = Math.abs(distance) > row.offsetHeight * 1.5 ? '1' : 'auto'
      row.animate(
        [
          { transform: `translateY(${distance}px)`, zIndex },
          { transform: 'none', zIndex },
        ],
        { duration: MOVE_MS, easing: EASE },
      )
    }
    tops.current = after
  })
}
