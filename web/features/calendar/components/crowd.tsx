'use client'
/** Posts of one time for which there is no room beside each other: a button in their place, and their list below it. */
import { type KeyboardEvent, useRef, useState } from 'react'
import type { Crowd } from '../entries.ts'
import styles from './calendar.module.css'
import { CalendarChip, type ChipContext } from './calendar-chip.tsx'

type CrowdListProps = {
  readonly crowd: Crowd
  readonly context: ChipContext
  readonly topPx: number
  /** Of the columns at the end of the week, whose list would hang over the edge. */
  readonly isAtEnd: boolean
}

export function CrowdList({ crowd: { entries, lane, lanes }, context, topPx, isAtEnd }: CrowdListProps) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open || event.defaultPrevented) return
    event.stopPropagation()
    setOpen(false)
    button.current?.focus()
  }
  const words = lane === 0 ? `${entries.length} posts` : `${entries.length} more`
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes the list wherever in it the focus is
    <div className={styles.crowd} style={{ top: topPx }} data-open={open || undefined} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        className={styles.crowdButton}
        style={{ left: `calc(${(100 * lane) / lanes}% + 2px)`, width: `calc(${100 / lanes}% - 4px)` }}
        aria-expanded={open}
        aria-label={`${words} at ${entries[0]?.time ?? ''}`}
        onClick={() => setOpen(!open)}
      >
        {words}
      </button>
      {open && (
        <ul className={styles.crowdPosts} data-end={isAtEnd || undefined}>
          {entries.map(entry => (
            <li key={entry.row.id}>
              <CalendarChip entry={entry} context={context} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
