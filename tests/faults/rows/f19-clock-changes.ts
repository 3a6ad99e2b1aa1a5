/** F19: twelve zones over four years: every minute around each change of the clocks, against an oracle that only asks Intl. */
import { resolveWall, type Wall } from '#web/features/calendar/zoned.ts'
import type { Row } from '../row.ts'

const ZONES = [
  ...['Europe/Berlin', 'Europe/London', 'America/New_York', 'America/Los_Angeles', 'America/St_Johns'],
  ...['Australia/Sydney', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Africa/Cairo', 'America/Santiago'],
  // Without changes in these years, and not at full hours.
  ...['Asia/Kathmandu', 'Pacific/Chatham'],
]
const YEARS = [2025, 2026, 2027, 2028]
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

export const f19: Row = {
  id: 'F19',
  what: 'wall times in 12 zones over 4 years: each minute around each change of the clocks, and days between',
  goal: '0 wrong: what is missing or comes twice is asked about, everything else is that moment exactly',
  async run({ dice, full }) {
    const faults: string[] = []
    let [asked, missing, twice] = [0, 0, 0]
    for (const timeZone of ZONES) {
      const clock = clockOf(timeZone)
      const changes = changesOf(clock)
      const walls = [
        ...changes.flatMap(at => aroundChange(clock, at, full ? 1 : 5)),
        ...Array.from({ length: full ? 2_000 : 60 }, () => {
          const begin = Date.UTC(YEARS[0] ?? 0, 0, 1)
          return toWall(begin + dice.whole(0, YEARS.length * 365 * 24 * 60) * MINUTE_MS)
        }),
      ]
      for (const wall of walls) {
        asked += 1
        const moments = momentsOf(clock, wall)
        if (moments.length === 0) missing += 1
        if (moments.length > 1) twice += 1
        const wrong = findWrong(clock, wall, timeZone, moments)
        if (wrong !== null && faults.length < 20) faults.push(`${timeZone}, ${wall.date} ${wall.time}: ${wrong}`)
      }
    }
    if (missing === 0 || twice === 0) faults.push('no clock ever changed: the oracle is blind')
    return {
      ran: true,
      count: `${ZONES.length} zones × ${YEARS.length} years, ${asked} times`,
      figure: `${missing} missing, ${twice} twice`,
      faults,
      late: [],
    }
  },
}

type Clock = (atMs: number) => number

/** What the clocks of a zone show at a moment, as milliseconds of a day in UTC: from Intl alone. */
function clockOf(timeZone: string): Clock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  return atMs => {
    const part = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute)
  }
}

/** Moments at which the difference to UTC becomes another one. */
function changesOf(clock: Clock): readonly number[] {
  const offset = (atMs: number) => clock(atMs) - atMs
  const changes: number[] = []
  const end = Date.UTC((YEARS.at(-1) ?? 0) + 1, 0, 1)
  for (let at = Date.UTC(YEARS[0] ?? 0, 0, 1); at < end; at += 24 * HOUR_MS) {
    if (offset(at) === offset(at + 24 * HOUR_MS)) continue
    let [before, after] = [at, at + 24 * HOUR_MS]
    while (after - before > MINUTE_MS) {
      const middle = before + Math.floor((after - before) / 2 / MINUTE_MS) * MINUTE_MS
      if (offset(middle) === offset(before)) before = middle
      else after = middle
    }
    changes.push(after)
  }
  return changes
}

function aroundChange(clock: Clock, atMs: number, stepMinutes: number): readonly Wall[] {
  const shown = clock(atMs)
  const walls: Wall[] = []
  for (let minutes = -180; minutes <= 180; minutes += stepMinutes) walls.push(toWall(shown + minutes * MINUTE_MS))
  return walls
}

/** Every moment at which the clocks show that: none, one or two. */
function momentsOf(clock: Clock, wall: Wall): readonly number[] {
  const wanted = Date.parse(`${wall.date}T${wall.time}Z`)
  const offsets = new Set([-36, -24, -12, 0, 12, 24, 36].map(hours => offsetAt(clock, wanted + hours * HOUR_MS)))
  return [...offsets]
    .map(offset => wanted - offset)
    .filter(moment => clock(moment) === wanted)
    .sort((one, other) => one - other)
}

function offsetAt(clock: Clock, atMs: number): number {
  return clock(atMs) - atMs
}

function findWrong(clock: Clock, wall: Wall, timeZone: string, moments: readonly number[]): string | null {
  const resolved = resolveWall(wall, timeZone)
  const wanted = Date.parse(`${wall.date}T${wall.time}Z`)
  switch (resolved.kind) {
    case 'exact':
      return moments.length === 1 && Date.parse(resolved.at) === moments[0] ? null : `taken as ${resolved.at}`
    case 'twice': {
      const told = [resolved.first, resolved.second].map(({ at }) => Date.parse(at))
      return moments.length === 2 && told.join() === moments.join() ? null : `told to come twice, as ${told}`
    }
    case 'gap': {
      const [before, after] = [resolved.before, resolved.after].map(({ at }) => clock(Date.parse(at)))
      const isAround = before !== undefined && after !== undefined && before < wanted && after > wanted
      return moments.length === 0 && isAround ? null : 'told to be missing'
    }
  }
}

function toWall(ms: number): Wall {
  const text = new Date(ms).toISOString()
  return { date: text.slice(0, 10), time: text.slice(11, 16) }
}
