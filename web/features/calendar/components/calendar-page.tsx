'use client'
/** What goes out when: planned posts and those that went out, on one's own clocks. */
import { CalendarCheck, CalendarRange, ChevronLeft, ChevronRight, Globe } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { useEffect, useMemo, useRef, useState } from 'react'
import { FilterChips } from '#web/features/posts/components/filter-chips.tsx'
import { FilterMenu } from '#web/features/posts/components/filter-menu.tsx'
import { usePostDoing } from '#web/features/posts/components/post-doing.ts'
import { PostQuestion } from '#web/features/posts/components/post-question.tsx'
import { SavedViews } from '#web/features/posts/components/saved-views.tsx'
import { type Older, useAllPosts } from '#web/features/posts/components/use-all-posts.ts'
import { useFilterNews } from '#web/features/posts/components/use-filter-news.ts'
import { useKnownClock } from '#web/features/posts/components/use-known-clock.ts'
import { ViewSwitch } from '#web/features/posts/components/view-switch.tsx'
import { countedRows, type Filter, isUnfiltered, matches, NO_FILTER, parseFilter } from '#web/features/posts/filter.ts'
import { shownRow } from '#web/features/posts/hooks.ts'
import { choicesIn, rowsOf } from '#web/features/posts/rows.ts'
import { PageHeader } from '#web/features/workspace/components/page-header.tsx'
import { useHere } from '#web/features/workspace/here.tsx'
import { useShortcuts } from '#web/features/workspace/shortcuts.tsx'
import { usePosts } from '#web/realtime/hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { Menu, MenuChoices } from '#web/ui/menu.tsx'
import { stepFocus } from '#web/ui/roving.ts'
import { Segments } from '#web/ui/segments.tsx'
import { useClock } from '#web/ui/use-clock.ts'
import { useFocusFollows } from '#web/ui/use-focus-follows.ts'
import { useMedia } from '#web/ui/use-media.ts'
import { entriesByDay, unplanned } from '../entries.ts'
import { addDays, addMonths, monthWeeks, weekDays } from '../grid.ts'
import { useNextSlot } from '../next-slot.ts'
import { dayWords, monthWords, shortDayWords } from '../words.ts'
import { cityOf, ownTimeZone, wallOf, zoneWords } from '../zoned.ts'
import { Agenda } from './agenda.tsx'
import styles from './calendar.module.css'
import type { ChipContext } from './calendar-chip.tsx'
import { watchCalendarDrags } from './calendar-drag.ts'
import { CalendarSkeleton } from './calendar-skeleton.tsx'
import { MonthGrid } from './month-grid.tsx'
import { Tray } from './tray.tsx'
import { parseSaved, SHAPES, type Shape, useCalendarView } from './use-calendar-view.ts'
import { useLift } from './use-lift.ts'
import { type Reschedule, useReschedule } from './use-reschedule.ts'
import { WeekGrid } from './week-grid.tsx'

const CLOCK_MS = 20_000
const SHAPE_WORDS: Record<Shape, string> = { month: 'Month', week: 'Week', both: 'Both' }

export function CalendarPage() {
  const nowMs = useClock(CLOCK_MS)
  const { status } = usePosts()
  const search = useSearchParams()
  return (
    <>
      {/* Days and hours are those of the reader's clock: the server does not know it. */}
      {nowMs === 0 || status === 'loading' ? (
        <>
          <PageHeader title="Calendar">
            <ViewSwitch value="calendar" filter={parseFilter(search)} />
          </PageHeader>
          <CalendarSkeleton />
        </>
      ) : (
        <Calendar nowMs={nowMs} />
      )}
    </>
  )
}

/** The week may show what the month beside it shows: a menu opens in one of them. */
type OpenMenu = { readonly rowId: string; readonly place: 'week' | 'page' }

function menuInFocus(): OpenMenu | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-row]')
  const rowId = row?.dataset.row
  return rowId === undefined ? null : { rowId, place: row?.closest('[data-grid=week]') ? 'week' : 'page' }
}

function Calendar({ nowMs }: { readonly nowMs: number }) {
  const { workspace } = useHere()
  const knownMs = useKnownClock(CLOCK_MS)
  const { posts, older } = useAllPosts()
  const [view, change] = useCalendarView(nowMs)
  const { shape, day, today, timeZone, filter } = view
  const small = useMedia('(max-width: 760px)')
  const doing = usePostDoing()
  const reschedule = useReschedule(doing, timeZone)
  const lift = useLift(timeZone, reschedule)
  const [menu, setMenu] = useState<OpenMenu | null>(null)
  const [trayOpen, setTrayOpen] = useState(false)
  const page = useRef<HTMLDivElement>(null)
  const filterButton = useRef<HTMLButtonElement>(null)
  const narrow = (next: Filter) => change({ filter: next })

  const all = useMemo(() => rowsOf(posts, workspace.id), [posts, workspace.id])
  const choices = useMemo(() => choicesIn(all), [all])
  const known = useMemo(() => all.filter(row => matches(row, filter, knownMs)), [all, filter, knownMs])
  const weeks = monthWeeks(day)
  const [from = day, to = day] = [weeks[0]?.[0], weeks.at(-1)?.at(-1)]
  const rows = known.map(row => shownRow(row, doing.pendingById))
  const placed = rows.map(row => (lift.lifted?.id === row.id ? { ...row, scheduledAt: lift.lifted.at } : row))
  const days = entriesByDay(placed, { timeZone, role: workspace.role, from, to })
  const free = unplanned(rows)
  const slot = useNextSlot(workspace.id, all)
  const menuIn = (place: OpenMenu['place']) => ({
    menuFor: menu?.place === place ? menu.rowId : null,
    onMenuFor: (rowId: string | null) => setMenu(rowId === null ? null : { rowId, place }),
  })
  const context: ChipContext = {
    timeZone,
    nowMs,
    knownMs,
    doing,
    known: new Map(known.map(row => [row.id, row])),
    liftedId: lift.lifted?.id ?? null,
    ...menuIn('page'),
    onKeyDown: lift.onKeyDown,
  }

  useFocusFollows(page, 'a', menu?.rowId ?? null)
  useReach(older, from)
  useDrops(reschedule)
  useFilterNews(filter, `${known.length} of ${countedRows(all, filter)} posts`)
  const step = (by: 1 | -1) => change({ day: shape === 'week' && !small ? addDays(day, 7 * by) : addMonths(day, by) })
  const links = () => [...(page.current?.querySelectorAll<HTMLElement>('[data-row] a') ?? [])]
  useShortcuts({
    j: () => stepFocus(links(), 1),
    k: () => stepFocus(links(), -1),
    t: () => change({ day: today }),
    s: () => setMenu(menuInFocus()),
  })
  const onOpenDay = (date: string) => change({ shape: 'week', day: date })
  const grids = { day, today, days, context }

  return (
    <>
      <PageHeader title={shape === 'week' && !small ? weekWords(day) : monthWords(day)} tab="Calendar">
        <ViewSwitch value="calendar" filter={filter} />
      </PageHeader>
      <div className={styles.tools}>
        <Button look="quiet" size="small" icon aria-label="Earlier" onClick={() => step(-1)}>
          <ChevronLeft aria-hidden />
        </Button>
        <Button size="small" aria-keyshortcuts="t" onClick={() => change({ day: today })}>
          Today
        </Button>
        <Button look="quiet" size="small" icon aria-label="Later" onClick={() => step(1)}>
          <ChevronRight aria-hidden />
        </Button>
        <ZoneMenu timeZone={timeZone} zones={known.flatMap(row => row.timeZone ?? [])} at={nowMs} onChange={change} />
        <search className={styles.filter}>
          <FilterMenu filter={filter} choices={choices} triggerRef={filterButton} size="small" onChange={narrow} />
          <FilterChips
            withWords
            filter={filter}
            choices={choices}
            focusAfter={() => filterButton.current?.focus()}
            onChange={narrow}
          />
        </search>
        <SavedViews page="calendar" search={view.saved} size="small" onOpen={search => change(parseSaved(search))} />
        {slot && (
          <Button
            look="quiet"
            size="small"
            onClick={() => change({ day: wallOf(slot.at, timeZone).date })}
            aria-label={`Next free: ${slotWords(slot.at, timeZone)}. Show that day`}
          >
            <CalendarCheck aria-hidden />
            {`Next free: ${slotWords(slot.at, timeZone)}`}
          </Button>
        )}
        <span className={styles.space} />
        <Button
          look={trayOpen ? 'plain' : 'quiet'}
          size="small"
          aria-expanded={trayOpen}
          onClick={() => setTrayOpen(!trayOpen)}
        >
          <CalendarRange aria-hidden />
          No time yet ({free.length})
        </Button>
        {!small && (
          <Segments
            label="Shape"
            value={shape}
            choices={SHAPES.map(value => ({ value, words: SHAPE_WORDS[value] }))}
            onChange={next => change({ shape: next })}
          />
        )}
      </div>
      <div className={styles.page} ref={page} data-shape={small ? 'agenda' : shape}>
        {small ? (
          <Agenda {...grids} onClear={isUnfiltered(filter) ? null : () => narrow(NO_FILTER)} />
        ) : (
          <>
            {shape !== 'week' && <MonthGrid {...grids} onOpenDay={onOpenDay} />}
            {shape !== 'month' && (
              <WeekGrid {...grids} context={{ ...context, ...menuIn('week') }} isNarrow={shape === 'both'} />
            )}
          </>
        )}
        {trayOpen && <Tray rows={free} context={context} />}
      </div>
      <PostQuestion doing={doing} />
    </>
  )
}

type ZoneMenuProps = {
  readonly timeZone: string
  readonly zones: readonly string[]
  readonly at: number
  readonly onChange: (change: { timeZone: string }) => void
}

/** Whose clocks are shown, always said; others are one press away. */
function ZoneMenu({ timeZone, zones, at, onChange }: ZoneMenuProps) {
  const moment = new Date(at).toISOString()
  const own = ownTimeZone()
  const choices = [...new Set([own, ...zones, 'UTC', timeZone])]
  return (
    <Menu
      trigger={
        <Button look="quiet" size="small" aria-label={`Time zone: ${zoneWords(timeZone, moment)}`}>
          <Globe aria-hidden />
          <span>{zoneWords(timeZone, moment)}</span>
        </Button>
      }
    >
      <MenuChoices
        label="Clocks of"
        value={timeZone}
        choices={choices.map(zone => ({
          value: zone,
          word: zone === own ? `${cityOf(zone)} (yours)` : cityOf(zone),
          hint: zoneWords(zone, moment),
        }))}
        onChoose={zone => onChange({ timeZone: zone })}
      />
    </Menu>
  )
}

/** What is let go of over a day or an hour. */
function useDrops(reschedule: Reschedule): void {
  const latest = useRef(reschedule)
  useEffect(() => {
    latest.current = reschedule
  })
  useEffect(
    () =>
      watchCalendarDrags(({ row, at }, { date, time }) =>
        latest.current(row, at, time === undefined ? { kind: 'day', date } : { kind: 'wall', wall: { date, time } }),
      ),
    [],
  )
}

/** A past that is not loaded is loaded when one looks at it: nothing can have gone out after its last change. */
function useReach({ status, reachedAt, loadMore }: Older, firstDay: string): void {
  useEffect(() => {
    if (status === 'more' && reachedAt > firstDay) loadMore()
  }, [status, reachedAt, firstDay, loadMore])
}

/** On the clocks that are shown. */
function slotWords(at: string, timeZone: string): string {
  const { date, time } = wallOf(at, timeZone)
  return `${shortDayWords(date)}, ${time}`
}

function weekWords(day: string): string {
  const days = weekDays(day)
  const [first = day] = days
  const last = days.at(-1) ?? day
  const short = { day: 'numeric', month: 'short' } as const
  return `${dayWords(first, short)} – ${dayWords(last, { ...short, year: 'numeric' })}`
}
