'use client'
/** Gives a post another time: at once where all is known, else by the question what time and where to. */
import { useCallback } from 'react'
import type { PostDoing } from '#web/features/posts/components/post-doing.ts'
import { waitingChannels } from '#web/features/posts/goes.ts'
import type { PostRow } from '#web/features/posts/rows.ts'
import { titleWords } from '#web/features/posts/status.ts'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { presentMs } from '#web/ui/present.ts'
import { type Wish, wishFor } from '../move.ts'
import { shortDayWords } from '../words.ts'
import { wallOf } from '../zoned.ts'

export type Reschedule = (row: PostRow, at: string | null, wish: Wish) => void

export function useReschedule(doing: PostDoing, timeZone: string): Reschedule {
  const { run, ask } = doing
  const { say } = useAnnouncements()
  return useCallback(
    (row, at, wish) => {
      const outcome = wishFor(row, at, wish, timeZone)
      if (outcome.kind === 'ask') return ask({ ask: 'schedule', row, planned: outcome.planned })
      if (outcome.at === at) return
      const channelIds = waitingChannels(row)
      const isPast = Date.parse(outcome.at) <= presentMs()
      if (row.state !== 'scheduled' || channelIds.length === 0 || isPast) {
        return ask({ ask: 'schedule', row, planned: { ...wallOf(outcome.at, timeZone), timeZone } })
      }
      run(row, {
        command: 'schedule',
        body: { at: outcome.at, timeZone: row.timeZone ?? timeZone, channelIds },
        expected: 'scheduled',
        expectedAt: outcome.at,
      })
      const { date, time } = wallOf(outcome.at, timeZone)
      say(`${titleWords(row.title)}: ${shortDayWords(date)}, ${time}`)
    },
    [run, ask, say, timeZone],
  )
}
