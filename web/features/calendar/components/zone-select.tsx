'use client'
/** A time zone by its IANA name: one's own, the post's and UTC first, then all that this browser knows. */
import { useId, useMemo } from 'react'
import select from '#web/ui/select.module.css'
import { cityOf } from '../zoned.ts'

type ZoneSelectProps = {
  readonly value: string
  readonly own: string
  readonly post?: string | undefined
  readonly onChange: (timeZone: string) => void
}

export function ZoneSelect({ value, own, post, onChange }: ZoneSelectProps) {
  const id = useId()
  const near = [...new Set([own, post, value, 'UTC'].filter(zone => zone !== undefined))]
  const others = useMemo(() => Intl.supportedValuesOf('timeZone'), [])
  return (
    <div className={select.labelled}>
      <label htmlFor={id}>Time zone</label>
      <select id={id} className={select.select} value={value} onChange={event => onChange(event.target.value)}>
        {near.map(zone => (
          <option key={zone} value={zone}>
            {zone === own ? `${cityOf(zone)} (yours)` : cityOf(zone)}
          </option>
        ))}
        <optgroup label="All zones">
          {others
            .filter(zone => !near.includes(zone))
            .map(zone => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
        </optgroup>
      </select>
    </div>
  )
}
