'use client'
/** Board, list or calendar: the same posts in three shapes. */
import { Calendar, Columns3, List } from 'lucide-react'
import Link from 'next/link'
import type { MouseEvent } from 'react'
import { classes } from '#web/ui/classes.ts'
import segments from '#web/ui/segments.module.css'
import type { ViewKey } from '../view.ts'
import styles from './view-switch.module.css'

type ViewSwitchProps = {
  readonly value: ViewKey | 'calendar'
  /** Changes between board and list without a new page; left out on other pages. */
  readonly onChange?: (view: ViewKey) => void
}

export function ViewSwitch({ value, onChange }: ViewSwitchProps) {
  const choose = (view: ViewKey) => (event: MouseEvent) => {
    if (!onChange || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    onChange(view)
  }
  const current = (view: ViewKey | 'calendar') => (view === value ? 'page' : undefined)
  return (
    <nav className={classes(segments.segments, styles.switch)} aria-label="View">
      <Link href="/?view=board" aria-current={current('board')} title="Board" onClick={choose('board')}>
        <Columns3 aria-hidden />
        <span className={styles.word}>Board</span>
      </Link>
      <Link href="/?view=list" aria-current={current('list')} title="List" onClick={choose('list')}>
        <List aria-hidden />
        <span className={styles.word}>List</span>
      </Link>
      <Link href="/calendar" aria-current={current('calendar')} title="Calendar (G C)">
        <Calendar aria-hidden />
        <span className={styles.word}>Calendar</span>
      </Link>
    </nav>
  )
}
