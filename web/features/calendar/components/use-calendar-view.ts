'use client'
/** Which days, which shape and whose clocks, as the address has it: `?show=week&day=2025-03-28&zone=UTC`, and what is narrowed. */
import { useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import { type Filter, parseFilter, putFilter } from '#web/features/posts/filter.ts'
import { parseDay } from '../grid.ts'
import { isTimeZone, ownTimeZone, wallOf } from '../zoned.ts'

export const SHAPES = ['month', 'week', 'both'] as const
export type Shape = (typeof SHAPES)[number]

type CalendarView = {
  readonly shape: Shape
  readonly day: string
  readonly today: string
  readonly timeZone: string
  readonly filter: Filter
  /** What a saved view keeps: the shape, the clocks and the filter. Days pass. */
  readonly saved: string
}

/** @param nowMs the present moment; the page must be alive to know it */
export function useCalendarView(nowMs: number) {
  const search = useSearchParams()
  const { shape, timeZone, filter } = useMemo(() => parseSaved(search), [search])
  const today = wallOf(new Date(nowMs).toISOString(), timeZone).date
  const view: CalendarView = {
    shape,
    day: parseDay(search.get('day')) ?? today,
    today,
    timeZone,
    filter,
    saved: savedOf(shape, timeZone, filter),
  }
  const change = (next: Partial<Pick<CalendarView, 'shape' | 'day' | 'timeZone' | 'filter'>>) => {
    const address = new URLSearchParams(search)
    const put = (key: string, value: string | undefined, plain: string) => {
      if (value === undefined) return
      if (value === plain) address.delete(key)
      else address.set(key, value)
    }
    put('show', next.shape, 'month')
    put('day', next.day, today)
    put('zone', next.timeZone, ownTimeZone())
    if (next.filter !== undefined) putFilter(address, next.filter)
    history.replaceState(null, '', address.size > 0 ? `?${address}` : location.pathname)
  }
  return [view, change] as const
}

function savedOf(shape: Shape, timeZone: string, filter: Filter): string {
  const search = new URLSearchParams({ view: 'calendar' })
  if (shape !== 'month') search.set('show', shape)
  if (timeZone !== ownTimeZone()) search.set('zone', timeZone)
  putFilter(search, filter)
  return `?${search}`
}

/** What a saved view of the calendar asks for. */
export function parseSaved(search: URLSearchParams): Pick<CalendarView, 'shape' | 'timeZone' | 'filter'> {
  const zone = search.get('zone')
  return {
    shape: SHAPES.find(one => one === search.get('show')) ?? 'month',
    timeZone: zone !== null && isTimeZone(zone) ? zone : ownTimeZone(),
    filter: parseFilter(search),
  }
}
