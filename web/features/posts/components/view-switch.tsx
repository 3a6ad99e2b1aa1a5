'use client'
/** Board, list or calendar: the same posts in three shapes. */
import { Calendar, Columns3, List, type LucideIcon } from 'lucide-react'
import type { MouseEvent } from 'react'
import { classes } from '#web/ui/classes.ts'
import { PageLink } from '#web/ui/page-link.tsx'
import segments from '#web/ui/segments.module.css'
import { type Filter, putFilter } from '../filter.ts'
import { onBoard, type ViewKey } from '../view.ts'
import styles from './view-switch.module.css'

const SHAPES: readonly {
  readonly view: ViewKey | 'calendar'
  readonly word: string
  readonly title?: string
  readonly Icon: LucideIcon
}[] = [
  { view: 'board', word: 'Board', Icon: Columns3 },
  { view: 'list', word: 'List', Icon: List },
  { view: 'calendar', word: 'Calendar', title: 'Calendar (G C)', Icon: Calendar },
]

type ViewSwitchProps = {
  readonly value: ViewKey | 'calendar'
  /** It holds in the other shapes too, as far as they can show it. */
  readonly filter: Filter
  /** Changes between board and list without a new page; left out on other pages. */
  readonly onChange?: (view: ViewKey) => void
}

export function ViewSwitch({ value, filter, onChange }: ViewSwitchProps) {
  const choose = (view: ViewKey | 'calendar') => (event: MouseEvent) => {
    if (!onChange || view === 'calendar' || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    onChange(view)
  }
  const hrefOf = (view: ViewKey | 'calendar') => {
    const search = new URLSearchParams(view === 'calendar' ? {} : { view })
    putFilter(search, view === 'board' ? onBoard(filter) : filter)
    const path = view === 'calendar' ? '/calendar' : '/'
    return search.size > 0 ? `${path}?${search}` : path
  }
  return (
    <nav className={classes(segments.segments, styles.switch)} aria-label="View">
      {SHAPES.map(({ view, word, title = word, Icon }) => (
        <PageLink
          key={view}
          href={hrefOf(view)}
          aria-current={view === value ? 'page' : undefined}
          title={title}
          onClick={choose(view)}
        >
          <Icon aria-hidden />
          <span className={styles.word}>{word}</span>
        </PageLink>
      ))}
    </nav>
  )
}
