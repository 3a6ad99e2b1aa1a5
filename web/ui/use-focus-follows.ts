'use client'
import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * Focus goes with the row or card (`data-row`) that has it: in another column or on another day it is another element.
 *
 * @param part of the row that takes the focus
 */
export function useFocusFollows(container: RefObject<HTMLElement | null>, part: string): void {
  const focused = useRef<string | null>(null)
  useLayoutEffect(() => {
    const active = document.activeElement
    const lost = active === document.body || active === null
    if (focused.current && lost) {
      container.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(focused.current)}"] ${part}`)?.focus()
    }
    const now = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row
    if (now !== undefined || !lost) focused.current = now ?? null
  })
}
