'use client'
/** The head of the panel beside the text: what it shows, and the way to close it. */
import { Tabs } from '@base-ui/react/tabs'
import { X } from 'lucide-react'
import { Button } from '#web/ui/button.tsx'
import type { PanelTab } from '../panel-tab.ts'
import styles from './panel-tabs.module.css'

type PanelTabsProps = {
  readonly tab: PanelTab
  /** Open threads. */
  readonly comments: number
  /** Only those who may write see what was deleted. */
  readonly history: boolean
  readonly onTab: (tab: PanelTab) => void
  readonly onClose: () => void
}

const WORDS: Record<PanelTab, string> = { comments: 'Comments', history: 'History', publish: 'Publish' }

export function PanelTabs({ tab, comments, history, onTab, onClose }: PanelTabsProps) {
  return (
    <div className={styles.head}>
      <h2 className="vh">{WORDS[tab]}</h2>
      <Tabs.Root value={tab} onValueChange={(next: PanelTab) => onTab(next)}>
        <Tabs.List className={styles.tabs} aria-label="Panel" activateOnFocus>
          <Tabs.Tab className={styles.tab} value="comments">
            Comments
            {comments > 0 && <span className={styles.count}>{comments}</span>}
          </Tabs.Tab>
          {history && (
            <Tabs.Tab className={styles.tab} value="history">
              History
            </Tabs.Tab>
          )}
          <Tabs.Tab className={styles.tab} value="publish">
            Publish
          </Tabs.Tab>
        </Tabs.List>
      </Tabs.Root>
      <Button look="quiet" size="small" icon aria-label="Close panel" onClick={onClose}>
        <X aria-hidden />
      </Button>
    </div>
  )
}
