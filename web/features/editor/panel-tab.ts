'use client'
/** What the panel beside the text shows; the last choice is remembered on this device. */
import { useSearchParams } from 'next/navigation'
import { useCallback, useEffect, useState } from 'react'

const TABS = ['comments', 'history', 'publish'] as const
export type PanelTab = (typeof TABS)[number]

const STORED_UNDER = 'galley_panel_tab'

export function usePanelTab(): readonly [PanelTab, (tab: PanelTab) => void] {
  const [tab, setTab] = useState<PanelTab>('publish')
  useEffect(() => {
    const last = lastTab()
    if (last) setTab(last)
  }, [])
  const choose = useCallback((next: PanelTab) => {
    setTab(next)
    try {
      localStorage.setItem(STORED_UNDER, next)
    } catch {
      // Storage may be closed to us (private window): the choice holds for this page.
      return
    }
  }, [])
  return [tab, choose]
}

/** `?panel=publish` opens it there: a notice about a delivery leads to it. */
export function usePanelOfAddress(show: (tab: PanelTab) => void): void {
  const wanted = useSearchParams().get('panel')
  useEffect(() => {
    if (wanted === 'publish') show(wanted)
  }, [wanted, show])
}

/** A history is looked at, not lived in: a page begins with its text. */
function lastTab(): PanelTab | null {
  try {
    const stored = localStorage.getItem(STORED_UNDER)
    return TABS.find(tab => tab === stored && tab !== 'history') ?? null
  } catch {
    return null
  }
}
