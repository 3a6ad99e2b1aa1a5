'use client'
/** A week by its hours; an hour that is missing is hatched, one that comes twice is marked. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { crowdsOf, type Entry, lanesOf } from '../entries.ts'
import { weekDays } from '../grid.ts'
import { dayWords } from '../words.ts'
import { clockChangeOn, clockMinutes } from '../zoned.ts'
import styles from './calendar.module.css'
import { CalendarChip, type ChipContext } from './calendar-chip.tsx'
import { clockOf, makeDropDay } from './calendar-drag.ts'
import { ClockChange, changeWords } from './clock-change.tsx'
import { CrowdList } from './crowd.tsx'

type WeekGridProps = {
  readonly day: string
  readonly today: string
  readonly days: ReadonlyMap<string, readonly Entry[]>
  readonly context: ChipContext
  /** Beside the month: its columns are half as wide. */
  readonly isNarrow: boolean
}

const HOUR_PX = 44
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)
/** How tall a post is drawn: no post takes time, but its words need room. */
const BLOCK_MINUTES = 60
const FIRST_SEEN_HOUR = 6
/** As many posts of one time as can be read beside each other. */
const MOST_LANES = 2

export function WeekGrid({ day, today, days, context, isNarrow }: WeekGridProps) {
  const scroll = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    if (scroll.current) scroll.current.scrollTop = FIRST_SEEN_HOUR * HOUR_PX
  }, [])
  const dates = weekDays(day)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keys too.
    <section className={styles.week} ref={scroll} data-grid="week" aria-label="Week by hours" tabIndex={0}>
      <div className={styles.weekHead}>
        <span />
        {dates.map(date => (
          <span key={date} className={styles.weekday} data-today={date === today || undefined}>
            {dayWords(date, { weekday: 'short' })}
            <span className={styles.weekdayNumber}>
              <b>{Number(date.slice(8))}</b>
              <ClockChange date={date} timeZone={context.timeZone} />
            </span>
          </span>
        ))}
      </div>
      <div className={styles.hours} style={{ height: 24 * HOUR_PX }}>
        <div className={styles.clock} aria-hidden>
          {HOURS.map(hour => (
            <span key={hour} style={{ top: hour * HOUR_PX }}>
              {hour === 0 ? '' : String(hour).padStart(2, '0')}
            </span>
          ))}
        </div>
        {dates.map(date => (
          <WeekDay
            key={date}
            date={date}
            isToday={date === today}
            entries={days.get(date) ?? NONE}
            context={context}
            mostLanes={isNarrow ? 1 : MOST_LANES}
            isAtEnd={date >= (dates[5] ?? '')}
          />
        ))}
      </div>
    </section>
  )
}

const NONE: readonly Entry[] = []

type WeekDayProps = {
  readonly date: string
  readonly isToday: boolean
  readonly entries: readonly Entry[]
  readonly context: ChipContext
  readonly mostLanes: number
  /** Saturday and Sunday stand at the edge. */
  readonly isAtEnd: boolean
}

function WeekDay({ date, isToday, entries, context, mostLanes, isAtEnd }: WeekDayProps) {
  const column = useRef<HTMLElement>(null)
  const [over, setOver] = useState<string | null>(null)
  useEffect(() => {
    if (!column.current) return
    return makeDropDay(column.current, {
      date,
      minutesAt: y => (y / HOUR_PX) * 60,
      onOver: where => setOver(where && 'time' in where ? where.time : null),
    })
  }, [date])
  const { timeZone, nowMs } = context
  const change = clockChangeOn(date, timeZone)
  const lanes = lanesOf(entries, entry => minutesOf(entry.time), BLOCK_MINUTES)
  const { drawn, crowds } = crowdsOf(lanes, mostLanes, context.liftedId)
  const now = isToday && nowMs > 0 ? clockMinutes(new Date(nowMs).toISOString(), timeZone) : null
  return (
    <section
      ref={column}
      className={styles.hoursOf}
      data-date={date}
      data-over={over !== null || undefined}
      style={{ backgroundSize: `100% ${HOUR_PX}px` }}
      aria-label={`${dayWords(date, { weekday: 'long', day: 'numeric', month: 'long' })}, ${entries.length} ${entries.length === 1 ? 'post' : 'posts'}`}
    >
      {change && (
        <p
          className={styles.changed}
          data-kind={change.kind}
          title={changeWords(change.kind)}
          style={{ top: px(change.fromMinutes), height: px(change.toMinutes - change.fromMinutes) }}
        >
          {change.kind === 'gap' ? 'No ' : 'Twice '}
          {clockOf(change.fromMinutes)}–{clockOf(change.toMinutes)}
        </p>
      )}
      {now !== null && <span className={styles.now} style={{ top: px(now) }} aria-hidden />}
      {over !== null && (
        <span className={styles.drop} style={{ top: px(minutesOf(over)) }} aria-hidden>
          {over}
        </span>
      )}
      {drawn.map(({ entry, lane, lanes }) => (
        <CalendarChip
          key={entry.row.id}
          entry={entry}
          context={context}
          block
          style={{
            top: px(minutesOf(entry.time)),
            left: `calc(${(100 * lane) / lanes}% + 2px)`,
            width: `calc(${100 / lanes}% - 4px)`,
            minHeight: px(BLOCK_MINUTES) - 2,
          }}
        />
      ))}
      {crowds.map(crowd => (
        <CrowdList
          key={crowd.entries[0]?.row.id}
          crowd={crowd}
          context={context}
          topPx={px(minutesOf(crowd.entries[0]?.time ?? '00:00'))}
          isAtEnd={isAtEnd}
        />
      ))}
    </section>
  )
}

function px(minutes: number): number {
  return (minutes / 60) * HOUR_PX
}

/** `09:30` → 570 */
function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}
