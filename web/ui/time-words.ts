/** Times in words: relative where the distance matters, absolute with the zone beside it. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export type TimeSetting = { readonly locale?: string; readonly timeZone?: string }

/** `now`, `2 min ago`, `in 5 min`, then the clock time today, then the day; what is to come keeps its clock time. */
export function timeWords(at: Date, now: Date, setting: TimeSetting = {}): string {
  const distance = at.getTime() - now.getTime()
  const minutes = Math.round(Math.abs(distance) / MINUTE)
  if (minutes < 1) return 'Now'
  if (minutes < 60) return distance < 0 ? `${minutes} min ago` : `in ${minutes} min`
  const days = dayNumber(at, setting) - dayNumber(now, setting)
  const clock = format(at, { hour: '2-digit', minute: '2-digit' }, setting)
  if (days === 0) return `Today ${clock}`
  if (days === -1) return `Yesterday ${clock}`
  if (days === 1) return `Tomorrow ${clock}`
  const day =
    Math.abs(days) < 300
      ? format(at, { weekday: 'short', day: 'numeric', month: 'short' }, setting)
      : format(at, { day: 'numeric', month: 'short', year: 'numeric' }, setting)
  return days > 0 ? `${day} ${clock}` : day
}

/** Full date and time with its zone: for tooltips and screen readers. */
export function absoluteTime(at: Date, setting: TimeSetting = {}): string {
  return format(
    at,
    {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    },
    setting,
  )
}

/** Heading of a day in a list of news. */
export function dayWords(at: Date, now: Date, setting: TimeSetting = {}): string {
  const days = dayNumber(now, setting) - dayNumber(at, setting)
  if (days <= 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return format(at, { weekday: 'long', day: 'numeric', month: 'long', ...(days > 300 && { year: 'numeric' }) }, setting)
}

/** Milliseconds until the words of this time may change: no page ticks more often than it must. */
export function nextChangeMs(at: Date, now: Date): number {
  const distance = Math.abs(at.getTime() - now.getTime())
  // Where the day ends, today becomes yesterday.
  const dayEnds = new Date(now).setHours(24, 0, 0, 0)
  return Math.min(distance < HOUR + MINUTE ? MINUTE / 2 : 10 * MINUTE, dayEnds - now.getTime())
}

function format(at: Date, options: Intl.DateTimeFormatOptions, { locale, timeZone }: TimeSetting): string {
  return formatter(locale, { ...options, hourCycle: 'h23', timeZone }).format(at)
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making one takes far longer than using it, and a long discussion shows a thousand times. */
function formatter(locale: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options])
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(locale, options)
  formatters.set(key, known)
  return known
}

/** Days since the epoch as the calendar of that zone counts them. */
function dayNumber(at: Date, { timeZone }: TimeSetting): number {
  const parts = formatter('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at)
  return Math.round(Date.parse(`${parts}T00:00:00Z`) / DAY)
}
