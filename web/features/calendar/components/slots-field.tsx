'use client'
/** Times of the week at which posts like to go out: a list, and one line to add another. */
import { X } from 'lucide-react'
import { useId, useState } from 'react'
import type { Slots } from '#domain/contract/inputs/workspaces.ts'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import select from '#web/ui/select.module.css'
import { dayWords } from '../words.ts'
import { ownTimeZone } from '../zoned.ts'
import styles from './slots-field.module.css'
import { ZoneSelect } from './zone-select.tsx'

type SlotsFieldProps = {
  readonly slots: Slots | null
  readonly mayChange: boolean
  readonly onChange: (slots: Slots | null) => void
}

type Slot = Slots['times'][number]

export function SlotsField({ slots, mayChange, onChange }: SlotsFieldProps) {
  const [day, setDay] = useState(1)
  const [time, setTime] = useState('09:00')
  const dayId = useId()
  const timeZone = slots?.timeZone ?? ownTimeZone()
  const times = slots?.times ?? []
  const isThere = times.some(slot => slot.day === day && slot.time === time)
  const put = (next: readonly Slot[], zone = timeZone) =>
    onChange(next.length === 0 ? null : { timeZone: zone, times: next.toSorted(byTime) })
  return (
    <fieldset className={styles.slots} disabled={!mayChange}>
      <legend>Times of the week at which posts like to go out</legend>
      <p className={styles.note}>The next free one is offered wherever a post is scheduled.</p>
      {times.length > 0 && (
        <ul className={styles.list}>
          {times.map(slot => (
            <li key={`${slot.day} ${slot.time}`}>
              {slotWords(slot)}
              {mayChange && (
                <Button
                  look="quiet"
                  size="small"
                  icon
                  aria-label={`Remove ${slotWords(slot)}`}
                  onClick={() => put(times.filter(other => other !== slot))}
                >
                  <X aria-hidden />
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayChange && (
        <div className={styles.line}>
          <div className={select.labelled}>
            <label htmlFor={dayId}>Day</label>
            <select
              id={dayId}
              className={select.select}
              value={day}
              onChange={event => setDay(Number(event.target.value))}
            >
              {[1, 2, 3, 4, 5, 6, 7].map(number => (
                <option key={number} value={number}>
                  {weekday(number)}
                </option>
              ))}
            </select>
          </div>
          <Field label="Time" type="time" value={time} onChange={event => setTime(event.target.value)} />
          <Button disabled={time === '' || isThere} onClick={() => put([...times, { day, time }])}>
            Add
          </Button>
        </div>
      )}
      {times.length > 0 && <ZoneSelect value={timeZone} own={ownTimeZone()} onChange={zone => put(times, zone)} />}
    </fieldset>
  )
}

function byTime(one: Slot, other: Slot): number {
  return one.day - other.day || one.time.localeCompare(other.time)
}

function slotWords({ day, time }: Slot): string {
  return `${weekday(day)} ${time}`
}

/** A Monday was the first of January 2024. */
function weekday(day: number): string {
  return dayWords(`2024-01-0${day}`, { weekday: 'long' })
}
