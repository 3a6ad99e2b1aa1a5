'use client'
/** The panel beside the text: its head, and what it shows. There at once, whatever of it is still to come. */
import type { ReactNode } from 'react'
import { PANEL_ID } from '../panel-choice.ts'
import type { PanelTab } from '../panel-tab.ts'
import styles from './side-panel.module.css'

type SidePanelProps = {
  readonly tab: PanelTab
  /** Its head. */
  readonly tabs: ReactNode
  readonly onClose: () => void
  /** To the next or previous thread. */
  readonly onStep: (by: 1 | -1) => void
  readonly children: ReactNode
}

const NAMES: Record<PanelTab, string> = {
  comments: 'Comments',
  history: 'History of this post',
  publish: 'Post details',
}

export function SidePanel({ tab, tabs, onClose, onStep, children }: SidePanelProps) {
  return (
    <aside
      className={styles.panel}
      id={PANEL_ID}
      tabIndex={-1}
      data-tab={tab}
      aria-label={NAMES[tab]}
      onKeyDown={event => {
        // Keys of a dialog that was opened from here are its own.
        if (!event.currentTarget.contains(event.target as Node)) return
        // Esc closes what lies over the text, wherever in it the focus is.
        if (event.key === 'Escape') onClose()
        if (tab === 'comments' && event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
          event.preventDefault()
          onStep(event.key === 'ArrowDown' ? 1 : -1)
        }
      }}
    >
      {tabs}
      {children}
    </aside>
  )
}
