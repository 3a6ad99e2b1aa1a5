'use client'
/** A month as whole weeks. */
import { useEffect, useRef, useState } from 'react'
import type { Entry } from '../entries.ts'
import { isSameMonth, monthWeeks } from '../grid.ts'
import { dayWords } from '../words.ts'
import styles from './calendar.module.css'
import { CalendarChip, type ChipContext } from './calendar-chip.tsx'
import { makeDropDay } from './calendar-drag.ts'
import { ClockChange } from './clock-change.tsx'

type MonthGridProps = {
  readonly day: string
  readonly today: string
  readonly days: ReadonlyMap<string, readonly Entry[]>
  readonly context: ChipContext
  readonly onOpenDay: (day: string) => void
}

export function MonthGrid({ day, today, days, context, onOpenDay }: MonthGridProps) {
  const weeks = monthWeeks(day)
  const [first = []] = weeks
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keys too.
    <section className={styles.month} aria-label="Month" tabIndex={0}>
      <div className={styles.weekdays} aria-hidden>
        {first.map(date => (
          <span key={date}>{dayWords(date, { weekday: 'short' })}</span>
        ))}
      </div>
      <div className={styles.weeks} style={{ gridTemplateRows: `repeat(${weeks.length}, minmax(112px, auto))` }}>
        {weeks.flat().map(date => (
          <MonthDay
            key={date}
            date={date}
            isOutside={!isSameMonth(date, day)}
            isToday={date === today}
            entries={days.get(date) ?? NONE}
            context={context}
            onOpenDay={onOpenDay}
          />
        ))}
      </div>
    </section>
  )
}

const NONE: readonly Entry[] = []
/** More are behind a button that opens the day's week. */
const MOST = 3

type MonthDayProps = {
  readonly date: string
  readonly isOutside: boolean
  readonly isToday: boolean
  readonly entries: readonly Entry[]
  readonly context: ChipContext
  readonly onOpenDay: (day: string) => void
}

function MonthDay({ date, isOutside, isToday, entries, context, onOpenDay }: MonthDayProps) {
  const cell = useRef<HTMLElement>(null)
  const [over, setOver] = useState(false)
  useEffect(
    () => (cell.current ? makeDropDay(cell.current, { date, onOver: where => setOver(where !== null) }) : undefined),
    [date],
  )
  const liftedHere = entries.findIndex(({ row }) => row.id === context.liftedId)
  const shown = entries.length > MOST ? entries.slice(0, Math.max(MOST - 1, liftedHere + 1)) : entries
  const hidden = entries.length - shown.length
  return (
    <section
      ref={cell}
      className={styles.day}
      data-date={date}
      data-outside={isOutside || undefined}
      data-today={isToday || undefined}
      data-over={over || undefined}
      aria-label={`${dayWords(date, { weekday: 'long', day: 'numeric', month: 'long' })}, ${entries.length} ${entries.length === 1 ? 'post' : 'posts'}`}
    >
      <header className={styles.dayHead}>
        <span className={styles.number}>{Number(date.slice(8))}</span>
        <ClockChange date={date} timeZone={context.timeZone} />
      </header>
      <ul className={styles.chips}>
        {shown.map(entry => (
          <li key={entry.row.id}>
            <CalendarChip entry={entry} context={context} />
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" className={styles.hidden} onClick={() => onOpenDay(date)}>
          {hidden} more
        </button>
      )}
    </section>
  )
}
