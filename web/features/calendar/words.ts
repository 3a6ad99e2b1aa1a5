/** Dates and spans in words. Pure. */

type Options = Intl.DateTimeFormatOptions

/** A day of the calendar, of no zone. @param date `2025-03-30` */
export function dayWords(date: string, options: Options, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`))
}

/** `30 March` */
export function dayMonthWords(date: string, locale?: string): string {
  return dayWords(date, { day: 'numeric', month: 'long' }, locale)
}

/** `Fri 28 Mar` */
export function shortDayWords(date: string, locale?: string): string {
  return dayWords(date, { weekday: 'short', day: 'numeric', month: 'short' }, locale)
}

/** `March 2025` */
export function monthWords(date: string, locale?: string): string {
  return dayWords(date, { month: 'long', year: 'numeric' }, locale)
}

/** `12 minutes`, `3 hours`, `2 days` */
export function spanWords(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 60) return count(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 48 ? count(hours, 'hour') : count(Math.round(hours / 24), 'day')
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
