'use client'
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'

/** A menu takes this long to go, and the button it gives the focus back to may have gone with its row. */
const MENU_GOES_MS = 800
const LOOK_MS = 40

/**
 * Focus goes with the row or card (`data-row`) that has it: in another column or on another day it is another element.
 *
 * @param part of the row that takes the focus
 * @param menuFor the row whose menu is open: it has the focus back afterwards, wherever it is by then
 */
export function useFocusFollows(container: RefObject<HTMLElement | null>, part: string, menuFor: string | null): void {
  const focused = useRef<string | null>(null)
  useEffect(() => {
    const element = container.current
    // Focus that moves by itself draws nothing: it must be known before the row it is in goes.
    const onFocus = () => {
      focused.current = rowInFocus() ?? null
    }
    // Whoever presses elsewhere has let it go, before the focus leaves: nothing may bring it back.
    const onPress = ({ target }: PointerEvent) => {
      if (!(target instanceof Element && target.closest('[data-row]'))) focused.current = null
    }
    element?.addEventListener('focusin', onFocus)
    document.addEventListener('pointerdown', onPress, true)
    return () => {
      element?.removeEventListener('focusin', onFocus)
      document.removeEventListener('pointerdown', onPress, true)
    }
  }, [container])
  useLayoutEffect(() => {
    if (focused.current && isFocusLost()) focusRow(container.current, focused.current, part)
    const now = rowInFocus()
    if (now !== undefined || !isFocusLost()) focused.current = now ?? null
  })
  useEffect(() => {
    if (menuFor === null) return
    return () => {
      const untilMs = performance.now() + MENU_GOES_MS
      const look = () => {
        if (isFocusLost()) focusRow(container.current, menuFor, part)
        else if (performance.now() < untilMs) setTimeout(look, LOOK_MS)
      }
      setTimeout(look, LOOK_MS)
    }
  }, [container, part, menuFor])
}

function rowInFocus(): string | undefined {
  return document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row
}

function isFocusLost(): boolean {
  return document.activeElement === document.body || document.activeElement === null
}

function focusRow(container: HTMLElement | null, id: string, part: string): void {
  container?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"] ${part}`)?.focus()
}
