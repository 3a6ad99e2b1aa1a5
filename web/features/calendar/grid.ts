/** Days of a month and of a week, Monday first. Pure; dates are days of the calendar, of no zone. */
import { Temporal } from 'temporal-polyfill'

/** Whole weeks that hold the month of this day. */
export function monthWeeks(date: string): readonly (readonly string[])[] {
  const first = Temporal.PlainDate.from(date).with({ day: 1 })
  const last = first.add({ months: 1 }).subtract({ days: 1 })
  const weeks: (readonly string[])[] = []
  for (let monday = mondayOf(first); Temporal.PlainDate.compare(monday, last) <= 0; monday = monday.add({ days: 7 }))
    weeks.push(sevenFrom(monday))
  return weeks
}

export function weekDays(date: string): readonly string[] {
  return sevenFrom(mondayOf(Temporal.PlainDate.from(date)))
}

export function isSameMonth(one: string, other: string): boolean {
  return one.slice(0, 7) === other.slice(0, 7)
}

export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString()
}

/** The same day of another month, or its last one. */
export function addMonths(date: string, months: number): string {
  return Temporal.PlainDate.from(date).add({ months }).toString()
}

/** How many days from the one to the other. */
export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days
}

/** Null for what is no day. */
export function parseDay(text: string | null): string | null {
  if (text === null || !/^\d{4}-\d\d-\d\d$/.test(text)) return null
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString()
  } catch {
    return null
  }
}

function mondayOf(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.subtract({ days: date.dayOfWeek - 1 })
}

function sevenFrom(monday: Temporal.PlainDate): readonly string[] {
  return Array.from({ length: 7 }, (_, days) => monday.add({ days }).toString())
}
