'use client'
/** Which days, which shape and whose clocks, as the address has it: `?show=week&day=2025-03-28&zone=UTC&tag=tide`. */
import { useSearchParams } from 'next/navigation'
import { parseDay } from '../grid.ts'
import { isTimeZone, ownTimeZone, wallOf } from '../zoned.ts'

export const SHAPES = ['month', 'week', 'both'] as const
export type Shape = (typeof SHAPES)[number]

export type CalendarView = {
  readonly shape: Shape
  readonly day: string
  readonly today: string
  readonly timeZone: string
  /** Only posts with this tag; null for all. */
  readonly tag: string | null
}

/** @param nowMs the present moment; the page must be alive to know it */
export function useCalendarView(nowMs: number) {
  const search = useSearchParams()
  const zone = search.get('zone')
  const timeZone = zone !== null && isTimeZone(zone) ? zone : ownTimeZone()
  const today = wallOf(new Date(nowMs).toISOString(), timeZone).date
  const view: CalendarView = {
    shape: SHAPES.find(shape => shape === search.get('show')) ?? 'month',
    day: parseDay(search.get('day')) ?? today,
    today,
    timeZone,
    tag: search.get('tag')?.slice(0, 200) || null,
  }
  const change = (next: Partial<Pick<CalendarView, 'shape' | 'day' | 'timeZone' | 'tag'>>) => {
    const address = new URLSearchParams(search)
    const put = (key: string, value: string | undefined, plain: string) => {
      if (value === undefined) return
      if (value === plain) address.delete(key)
      else address.set(key, value)
    }
    put('show', next.shape, 'month')
    put('day', next.day, today)
    put('zone', next.timeZone, ownTimeZone())
    if (next.tag !== undefined) put('tag', next.tag ?? '', '')
    history.replaceState(null, '', address.size > 0 ? `?${address}` : location.pathname)
  }
  return [view, change] as const
}
