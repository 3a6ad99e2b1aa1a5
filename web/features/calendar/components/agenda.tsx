'use client'
/** The month as a list of its days, for small screens: what is planned, and what was. */
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import type { Entry } from '../entries.ts'
import { isSameMonth } from '../grid.ts'
import { dayWords, monthWords } from '../words.ts'
import styles from './calendar.module.css'
import { CalendarChip, type ChipContext } from './calendar-chip.tsx'

type AgendaProps = {
  readonly day: string
  readonly today: string
  readonly days: ReadonlyMap<string, readonly Entry[]>
  readonly context: ChipContext
  /** Takes away what the posts are narrowed by; null when they are not. */
  readonly onClear: (() => void) | null
}

export function Agenda({ day, today, days, context, onClear }: AgendaProps) {
  const shown = [...days].filter(([date]) => isSameMonth(date, day)).sort(([a], [b]) => (a < b ? -1 : 1))
  if (shown.length === 0 && onClear) {
    return (
      <EmptyState
        title={`Nothing matches in ${monthWords(day)}`}
        actions={<Button onClick={onClear}>Clear filters</Button>}
      />
    )
  }
  if (shown.length === 0) {
    return (
      <EmptyState title={`Nothing in ${monthWords(day)}`}>
        <p>Posts show here when they have a time.</p>
      </EmptyState>
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keys too.
    <section className={styles.agenda} aria-label="Month" tabIndex={0}>
      {shown.map(([date, entries]) => (
        <section key={date} data-date={date} data-today={date === today || undefined}>
          <h2 className={styles.agendaDay}>
            {dayWords(date, { weekday: 'long', day: 'numeric', month: 'long' })}
            {date === today && ', today'}
          </h2>
          <ul className={styles.chips}>
            {entries.map(entry => (
              <li key={entry.row.id}>
                <CalendarChip entry={entry} context={context} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </section>
  )
}
