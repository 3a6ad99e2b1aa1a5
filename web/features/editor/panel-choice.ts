'use client'
/** Whether the panel beside the text is open. Remembered where it has room of its own, not where it covers the text. */
import { useCallback, useEffect, useState } from 'react'

const STORED_UNDER = 'galley_panel'
/** As in editor-page.module.css: below, the panel lies over the text. */
const HAS_ROOM = '(min-width: 1101px)'

export function usePanelChoice(): readonly [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    if (hasRoom() && wasOpen()) setOpen(true)
  }, [])
  const choose = useCallback((next: boolean) => {
    setOpen(next)
    if (hasRoom()) remember(next)
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
