/**
 * Wall times and moments, by zone. Pure. A wall time can be missing (clocks go forward) or come twice (they go back):
 * what a person chose is never shifted quietly.
 */
import { Temporal } from 'temporal-polyfill'

export type Wall = {
  /** `2025-03-30` */
  readonly date: string
  /** `07:00` */
  readonly time: string
}

type Choice = Wall & {
  /** ISO 8601 in UTC. */
  readonly at: string
  /** Short name of the zone at that moment: `CEST`, or `UTC+2`. */
  readonly zone: string
}

export type Resolved =
  | ({ readonly kind: 'exact' } & Choice)
  /** Clocks go forward over it: the last minute before, and the first after. */
  | { readonly kind: 'gap'; readonly before: Choice; readonly after: Choice }
  /** Clocks go back: it happens twice. */
  | { readonly kind: 'twice'; readonly first: Choice; readonly second: Choice }

/** @throws {RangeError} for a date, time or zone that there is none of */
export function resolveWall({ date, time }: Wall, timeZone: string): Resolved {
  const wanted = Temporal.PlainDateTime.from(`${date}T${time}`)
  const earlier = wanted.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  const later = wanted.toZonedDateTime(timeZone, { disambiguation: 'later' })
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { kind: 'exact', ...choiceOf(earlier) }
  if (earlier.toPlainDateTime().equals(wanted)) {
    return { kind: 'twice', first: choiceOf(earlier), second: choiceOf(later) }
  }
  const change = earlier.getTimeZoneTransition('next') ?? later
  return { kind: 'gap', before: choiceOf(change.subtract({ minutes: 1 })), after: choiceOf(change) }
}

/** The same wall time so many days on, in that zone. */
export function moveDays(at: string, days: number, timeZone: string): Resolved {
  const { date, time } = wallOf(at, timeZone)
  return resolveWall({ date: Temporal.PlainDate.from(date).add({ days }).toString(), time }, timeZone)
}

/** That many minutes on, on the clock that runs through. */
export function moveMinutes(at: string, minutes: number, timeZone: string): Choice {
  return choiceOf(zonedAt(at, timeZone).add({ minutes }))
}

export function wallOf(at: string, timeZone: string): Wall {
  return wallIn(zonedAt(at, timeZone))
}

/** Minutes since the beginning of its day as clocks show it. */
export function clockMinutes(at: string, timeZone: string): number {
  const { hour, minute } = zonedAt(at, timeZone)
  return hour * 60 + minute
}

type ClockChange = {
  readonly kind: 'gap' | 'twice'
  /** Minutes since the beginning of the day as clocks show it. */
  readonly fromMinutes: number
  readonly toMinutes: number
}

/** Hours that are missing on a day, or come twice; null on ordinary days. */
export function clockChangeOn(date: string, timeZone: string): ClockChange | null {
  const start = Temporal.PlainDate.from(date).toZonedDateTime(timeZone)
  const change = start.subtract({ nanoseconds: 1 }).getTimeZoneTransition('next')
  if (!change || change.toPlainDate().toString() !== date) return null
  const before = change.subtract({ nanoseconds: 1 })
  const shiftMinutes = (change.offsetNanoseconds - before.offsetNanoseconds) / 60e9
  if (shiftMinutes === 0) return null
  const at = change.hour * 60 + change.minute
  return shiftMinutes > 0
    ? { kind: 'gap', fromMinutes: at - shiftMinutes, toMinutes: at }
    : { kind: 'twice', fromMinutes: at, toMinutes: at - shiftMinutes }
}

/** `Berlin, CET, UTC+1`: the offset is that of the moment. What says the same is said once. */
export function zoneWords(timeZone: string, at: string): string {
  const zoned = zonedAt(at, timeZone)
  return [...new Set([cityOf(timeZone), zoneName(zoned), offsetWords(zoned)])].join(', ')
}

export function cityOf(timeZone: string): string {
  return (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ')
}

/** The zone of this device. */
export function ownTimeZone(): string {
  return Temporal.Now.timeZoneId()
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== ''
  } catch {
    return false
  }
}

function zonedAt(at: string, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone)
}

function choiceOf(zoned: Temporal.ZonedDateTime): Choice {
  return {
    at: new Date(zoned.epochMilliseconds).toISOString(),
    ...wallIn(zoned),
    zone: zoneName(zoned),
  }
}

function wallIn(zoned: Temporal.ZonedDateTime): Wall {
  return {
    date: zoned.toPlainDate().toString(),
    time: zoned.toPlainTime().toString({ smallestUnit: 'minute' }),
  }
}

/** British English knows the short names of European zones; where there is none, the offset stands for it. */
function zoneName(zoned: Temporal.ZonedDateTime): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zoned.timeZoneId,
    timeZoneName: 'short',
  }).formatToParts(zoned.epochMilliseconds)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  return name === '' || (/^(GMT|UTC)[+-]/.test(name) && name !== 'GMT') ? offsetWords(zoned) : name
}

function offsetWords({ offsetNanoseconds }: Temporal.ZonedDateTime): string {
  const minutes = Math.round(offsetNanoseconds / 60e9)
  if (minutes === 0) return 'UTC'
  const hours = Math.floor(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}
