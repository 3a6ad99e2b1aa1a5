/** What the keys of the editor do. */
import { useCallback } from 'react'
import type { SaveSign } from '#web/realtime/realtime-types.ts'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { saveWords } from './format.ts'
import { editorKey } from './keys.ts'
import type { PanelTab } from './panel-tab.ts'
import type { Threads } from './threads.ts'

type Deeds = {
  readonly save: SaveSign
  readonly threads: Pick<Threads, 'comment' | 'step'>
  /** Whether there is a history to show. */
  readonly mayRead: boolean
  readonly showPanel: (tab: PanelTab) => void
  readonly onSave: () => void
  readonly onLink: () => void
}

/** @returns whether the key was one of ours */
export function useEditorKeys({ save, threads, mayRead, showPanel, onSave, onLink }: Deeds) {
  const { say } = useAnnouncements()
  return useCallback(
    (event: KeyboardEvent) => {
      const key = editorKey(event)
      switch (key) {
        case null:
          return false
        case 'save':
          onSave()
          say(save.state === 'saved' ? 'It is saved as you type' : saveWords(save))
          break
        case 'link':
          onLink()
          break
        case 'publish_panel':
          showPanel('publish')
          break
        case 'history':
          if (!mayRead) return false
          showPanel('history')
          break
        case 'comment':
          threads.comment()
          break
        case 'next_thread':
        case 'previous_thread':
          if (!threads.step(key === 'next_thread' ? 1 : -1)) return false
          break
        case 'focus_toolbar':
          focusFormatting()
          break
      }
      event.preventDefault()
      // The palette has the same key outside the text.
      event.stopPropagation()
      return true
    },
    [say, save, showPanel, mayRead, threads.comment, threads.step, onSave, onLink],
  )
}

/** The menu at the selection when it is open, else the toolbar. */
function focusFormatting(): void {
  const bars = [...document.querySelectorAll<HTMLElement>('[data-formatting]')].filter(bar =>
    bar.checkVisibility({ visibilityProperty: true }),
  )
  const bar = bars.find(candidate => candidate.dataset.formatting === 'selection') ?? bars[0]
  bar?.querySelector<HTMLElement>('button:not([tabindex="-1"])')?.focus()
}
