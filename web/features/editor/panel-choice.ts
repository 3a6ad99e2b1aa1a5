'use client'
/**
 * Whether the panel beside the text is open. Where it has room of its own the choice is remembered; where it covers the
 * text it takes the focus, and gives it back.
 */
import { useCallback, useEffect, useRef, useState } from 'react'

export const PANEL_ID = 'post-panel'
const STORED_UNDER = 'galley_panel'
/** As in editor-page.module.css: below, the panel lies over the text. */
const HAS_ROOM = '(min-width: 1101px)'

export function usePanelChoice(): readonly [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(false)
  const opener = useRef<Element | null>(null)
  useEffect(() => {
    if (hasRoom() && wasOpen()) setOpen(true)
  }, [])
  const choose = useCallback((next: boolean) => {
    const panel = () => document.getElementById(PANEL_ID)
    if (hasRoom()) remember(next)
    if (next) {
      opener.current = document.activeElement
      if (!hasRoom()) requestAnimationFrame(() => !panel()?.contains(document.activeElement) && panel()?.focus())
    } else if (panel()?.contains(document.activeElement) && opener.current instanceof HTMLElement) {
      opener.current.focus()
    }
    setOpen(next)
  }, [])
  return [open, choose]
}

function hasRoom(): boolean {
  return matchMedia(HAS_ROOM).matches
}

function wasOpen(): boolean {
  try {
    return localStorage.getItem(STORED_UNDER) === 'open'
  } catch {
    // Storage may be closed to us (private window): the default holds.
    return false
  }
}

function remember(open: boolean): void {
  try {
    localStorage.setItem(STORED_UNDER, open ? 'open' : 'closed')
  } catch {
    return
  }
}
