'use client'
/** The mark of a day on which clocks change. */
import { clockChangeOn } from '../zoned.ts'
import styles from './calendar.module.css'

export function ClockChange({ date, timeZone }: { readonly date: string; readonly timeZone: string }) {
  const change = clockChangeOn(date, timeZone)
  return (
    change && (
      <span className={styles.change} title={changeWords(change.kind)}>
        DST
      </span>
    )
  )
}

export function changeWords(kind: 'gap' | 'twice'): string {
  return kind === 'gap' ? 'Clocks go forward: an hour is missing' : 'Clocks go back: an hour comes twice'
}
