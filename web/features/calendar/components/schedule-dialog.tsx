'use client'
/** When a post goes out: date, time, zone and where to. What clocks do that day is said before anything is stored. */
import { CalendarCheck } from 'lucide-react'
import { useId, useState } from 'react'
import type { PostAction } from '#web/features/posts/api.ts'
import { useChannelPicker } from '#web/features/posts/components/channel-picker.tsx'
import { useChecks } from '#web/features/posts/components/use-checks.tsx'
import type { PostRow } from '#web/features/posts/rows.ts'
import { titleWords } from '#web/features/posts/status.ts'
import { usePosts } from '#web/realtime/hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field } from '#web/ui/field.tsx'
import { presentMs } from '#web/ui/present.ts'
import { useClock } from '#web/ui/use-clock.ts'
import { type FreeSlot, useNextSlot } from '../next-slot.ts'
import { nextMorning, verdictOn } from '../schedule.ts'
import { shortDayWords } from '../words.ts'
import { cityOf, ownTimeZone, resolveWall, type Wall, wallOf, zoneWords } from '../zoned.ts'
import styles from './schedule-dialog.module.css'
import { WallQuestion } from './wall-question.tsx'
import { ZoneSelect } from './zone-select.tsx'

type ScheduleDialogProps = {
  readonly row: PostRow
  /** What to begin with; its present time or tomorrow morning if left out. */
  readonly planned?: (Wall & { readonly timeZone: string }) | undefined
  readonly onClose: () => void
  readonly onRun: (row: PostRow, action: PostAction) => void
  readonly onPublishNow: () => void
}

export function ScheduleDialog({ row, planned, onClose, onRun, onPublishNow }: ScheduleDialogProps) {
  const [begun] = useState(() => planned ?? findAsked(row))
  const [timeZone, setTimeZone] = useState(begun?.timeZone ?? row.timeZone ?? ownTimeZone())
  const [wall, setWall] = useState<Wall>(() => {
    if (begun) return { date: begun.date, time: begun.time }
    const begin = row.scheduledAt
    return begin && Date.parse(begin) > presentMs() ? wallOf(begin, timeZone) : nextMorning(presentMs(), timeZone)
  })
  const [second, setSecond] = useState<boolean | null>(null)
  const { chosen, picker } = useChannelPicker(row, findAsked(row)?.channelIds)
  const { posts } = usePosts()
  const slot = useNextSlot(row.workspaceId, posts.values())
  const checks = useChecks(row.id, chosen)
  const nowMs = useClock(10_000)
  const noteId = useId()

  const change = (next: Partial<Wall>) => {
    setWall(before => ({ ...before, ...next }))
    setSecond(null)
  }
  const verdict = verdictOn(wall, timeZone, { second, nowMs })
  const schedule = () => {
    if (verdict.kind !== 'ok') return
    asked = { ...wall, timeZone, channelIds: chosen, postId: row.id, rev: row.rev }
    onRun(row, {
      command: 'schedule',
      body: { at: verdict.at, timeZone, channelIds: chosen },
      expected: 'scheduled',
      expectedAt: verdict.at,
    })
    onClose()
  }

  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={`Schedule “${titleWords(row.title)}”`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {verdict.kind === 'past' && <Button onClick={onPublishNow}>Publish now…</Button>}
          <Button
            look="primary"
            disabled={verdict.kind !== 'ok' || chosen.length === 0 || checks.blocked}
            onClick={schedule}
          >
            Schedule
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <div className={styles.line}>
          <Field
            label="Date"
            type="date"
            required
            value={wall.date}
            aria-describedby={noteId}
            onChange={event => change({ date: event.target.value })}
          />
          <Field
            label="Time"
            type="time"
            required
            value={wall.time}
            aria-describedby={noteId}
            onChange={event => change({ time: event.target.value })}
          />
        </div>
        {slot && (
          <Button
            size="small"
            className={styles.slot}
            onClick={() => {
              setTimeZone(slot.timeZone)
              change(wallOf(slot.at, slot.timeZone))
            }}
          >
            <CalendarCheck aria-hidden />
            {`Next free slot: ${slotWords(slot)}`}
          </Button>
        )}
        <ZoneSelect value={timeZone} own={ownTimeZone()} post={row.timeZone} onChange={setTimeZone} />
        <div id={noteId} role="status" className={styles.note}>
          {verdict.kind === 'ok' && <Planned at={verdict.at} timeZone={timeZone} />}
          {verdict.kind === 'past' && `That is ${verdict.ago} ago. Publish now?`}
          {verdict.kind === 'incomplete' && 'Pick a date and a time.'}
          {verdict.kind === 'ask' && (
            <WallQuestion resolved={verdict.resolved} wall={wall} second={second} onUse={change} onChoose={setSecond} />
          )}
        </div>
        {picker}
        {checks.list}
      </div>
    </Dialog>
  )
}

type Asked = Wall & {
  readonly timeZone: string
  readonly channelIds: readonly string[]
  readonly postId: string
  readonly rev: number
}

let asked: Asked | null = null

/** What was asked for last, while the post is as it was then: it has not come about, and one goes on from there. */
function findAsked({ id, rev }: PostRow): Asked | null {
  return asked?.postId === id && asked.rev === rev ? asked : null
}

function slotWords({ at, timeZone }: FreeSlot): string {
  const { date, time } = wallOf(at, timeZone)
  return `${shortDayWords(date)}, ${time} ${cityOf(timeZone)}`
}

/** In the zone it is planned in, and in one's own where that is another. */
function Planned({ at, timeZone }: { readonly at: string; readonly timeZone: string }) {
  const own = ownTimeZone()
  const mine = wallOf(at, own)
  const planned = resolveWall(wallOf(at, timeZone), timeZone)
  return (
    <>
      {zoneWords(timeZone, at)}
      {mine.time !== (planned.kind === 'exact' ? planned.time : '') &&
        `. Your clock shows ${mine.time} on ${shortDayWords(mine.date)}.`}
    </>
  )
}
