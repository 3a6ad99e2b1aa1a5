/** What a chosen wall time comes to: good, in the past, or a question. Pure. */
import { Temporal } from 'temporal-polyfill'
import { spanWords } from './words.ts'
import { type Resolved, resolveWall, type Wall } from './zoned.ts'

type Verdict =
  | { readonly kind: 'ok'; readonly at: string }
  | { readonly kind: 'past'; readonly ago: string }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'ask'; readonly resolved: Exclude<Resolved, { kind: 'exact' }> }

type Given = {
  /** Which one of a doubled hour; null while nobody has said. */
  readonly second: boolean | null
  readonly nowMs: number
}

export function verdictOn(wall: Wall, timeZone: string, { second, nowMs }: Given): Verdict {
  if (!/^\d{4}-\d\d-\d\d$/.test(wall.date) || !/^\d\d:\d\d$/.test(wall.time)) return { kind: 'incomplete' }
  const resolved = resolveWall(wall, timeZone)
  if (resolved.kind === 'gap') return { kind: 'ask', resolved }
  if (resolved.kind === 'twice') {
    if (second === null) return { kind: 'ask', resolved }
    return judge(second ? resolved.second.at : resolved.first.at, nowMs)
  }
  return judge(resolved.at, nowMs)
}

function judge(at: string, nowMs: number): Verdict {
  const agoMs = nowMs - Date.parse(at)
  return agoMs >= 0 ? { kind: 'past', ago: spanWords(agoMs) } : { kind: 'ok', at }
}

/** Nine o'clock of the next day, in that zone. */
export function nextMorning(nowMs: number, timeZone: string): Wall {
  const today = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone).toPlainDate()
  return { date: today.add({ days: 1 }).toString(), time: '09:00' }
}
