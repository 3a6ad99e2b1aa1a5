'use client'
/**
 * Moving a post in time by keys: space lifts it, arrows move it by days, with shift by quarters of an hour, Enter puts it
 * down, Esc takes it back. Nothing is sent before Enter.
 */
import { type KeyboardEvent, useState } from 'react'
import { titleWords } from '#web/features/posts/status.ts'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import type { Entry } from '../entries.ts'
import { addDays } from '../grid.ts'
import { momentNear, wishFor } from '../move.ts'
import { shortDayWords } from '../words.ts'
import { wallOf } from '../zoned.ts'
import type { Reschedule } from './use-reschedule.ts'

type Lifted = { readonly id: string; readonly from: string; readonly at: string }

type Lift = {
  readonly lifted: Lifted | null
  readonly onKeyDown: (event: KeyboardEvent, entry: Entry) => void
}

const DAYS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }
const QUARTERS: Record<string, number> = { ArrowUp: -15, ArrowDown: 15, ArrowLeft: -15, ArrowRight: 15 }

export function useLift(timeZone: string, reschedule: Reschedule): Lift {
  const [lifted, setLifted] = useState<Lifted | null>(null)
  const { say } = useAnnouncements()
  const where = (at: string) => {
    const { date, time } = wallOf(at, timeZone)
    return `${shortDayWords(date)}, ${time}`
  }

  function onKeyDown(event: KeyboardEvent, entry: Entry): void {
    const { row } = entry
    const title = titleWords(row.title)
    if (lifted?.id !== row.id) {
      if (event.key !== ' ') return
      event.preventDefault()
      if (entry.fixed !== null) {
        say(`${title} stays where it is. ${entry.fixed}`)
        return
      }
      setLifted({ id: row.id, from: entry.at, at: entry.at })
      say(`${title} is lifted. Arrows move it by days, with Shift by 15 minutes. Enter puts it down, Escape cancels.`)
      return
    }
    const steps = event.shiftKey ? QUARTERS[event.key] : DAYS[event.key]
    if (steps !== undefined) {
      event.preventDefault()
      const wish = event.shiftKey
        ? ({ kind: 'minutes', minutes: steps } as const)
        : ({ kind: 'day', date: addDays(wallOf(lifted.at, timeZone).date, steps) } as const)
      const at = momentNear(wishFor(row, lifted.at, wish, timeZone))
      setLifted({ ...lifted, at })
      say(where(at))
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      setLifted(null)
      // The row is shown where it is held; it is moved from where it was.
      const before = { ...row, scheduledAt: lifted.from }
      if (lifted.at !== lifted.from)
        reschedule(before, lifted.from, { kind: 'wall', wall: wallOf(lifted.at, timeZone) })
    }
    if (event.key === 'Escape') {
      event.preventDefault()
      setLifted(null)
      say(`${title} stays on ${where(lifted.from)}`)
    }
  }
  return { lifted, onKeyDown }
}
