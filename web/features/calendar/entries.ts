/** Which posts stand in the calendar, when, and whether they may be moved. Pure. */
import type { Role } from '#domain/contract/rights.ts'
import { offerOf } from '#web/features/posts/offer.ts'
import type { PostRow } from '#web/features/posts/rows.ts'
import { addDays } from './grid.ts'
import { wallOf } from './zoned.ts'

export type Entry = {
  readonly row: PostRow
  /** ISO 8601 in UTC. */
  readonly at: string
  /** On the clocks of the zone that is shown. */
  readonly date: string
  readonly time: string
  /** Why it cannot be moved; null when it can. */
  readonly fixed: string | null
}

/** The moment a post stands at; null for one that has none. */
export function momentOf({ state, scheduledAt, publishedAt }: PostRow): string | null {
  switch (state) {
    case 'scheduled':
    case 'publishing':
    case 'failed':
    case 'unconfirmed':
      return scheduledAt ?? publishedAt ?? null
    case 'published':
    case 'partly_published':
      return publishedAt ?? scheduledAt ?? null
    case 'draft':
    case 'in_review':
    case 'approved':
    case 'archived':
    case 'deleted':
      return null
  }
}

/** Why a post cannot be given another time; null when it can. */
export function whyFixed({ state }: PostRow, role: Role): string | null {
  switch (state) {
    case 'draft':
    case 'approved':
    case 'scheduled':
    case 'publishing': {
      const offer = offerOf('schedule', state, role)
      if (offer.as === 'hidden') return 'Your role may not schedule.'
      return offer.as === 'refused' ? offer.why : null
    }
    case 'in_review':
      return 'It is in review.'
    case 'published':
    case 'partly_published':
      return 'It has gone out.'
    case 'failed':
      return 'It did not go out. Retry it, or schedule it from its menu.'
    case 'unconfirmed':
      return 'It may be out already. First say whether it went out.'
    case 'archived':
    case 'deleted':
      return 'It is put away.'
  }
}

type Shown = {
  readonly timeZone: string
  readonly role: Role
  /** Days beyond these are left out: a few of thousands are in sight. */
  readonly from: string
  readonly to: string
}

/** By day, each day in the order of its times. */
export function entriesByDay(
  rows: readonly PostRow[],
  { timeZone, role, from, to }: Shown,
): ReadonlyMap<string, readonly Entry[]> {
  const days = new Map<string, Entry[]>()
  // Every zone is within a day of UTC.
  const [earliest, latest] = [addDays(from, -1), addDays(to, 2)]
  const entries = rows.flatMap(row => {
    const at = momentOf(row)
    return at === null || at < earliest || at > latest
      ? []
      : [{ row, at, ...wallOf(at, timeZone), fixed: whyFixed(row, role) }]
  })
  for (const entry of entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))) {
    const day = days.get(entry.date)
    if (day) day.push(entry)
    else days.set(entry.date, [entry])
  }
  return days
}

/** Posts that could be planned and are not. */
export function unplanned(rows: readonly PostRow[]): readonly PostRow[] {
  return rows.filter(({ state }) => state === 'draft' || state === 'approved')
}

type Lane = {
  readonly entry: Entry
  readonly lane: number
  readonly lanes: number
  /** Of the same group, from 0: those that stand beside each other. */
  readonly group: number
}

/** Places entries of one day beside each other where they would cover each other. @param blockMinutes how long each one looks */
export function lanesOf(
  entries: readonly Entry[],
  minutesOf: (entry: Entry) => number,
  blockMinutes: number,
): readonly Lane[] {
  const placed: { entry: Entry; lane: number; group: number }[] = []
  const groupSizes: number[] = []
  let ends: number[] = []
  for (const entry of entries) {
    const from = minutesOf(entry)
    if (ends.every(end => end <= from)) {
      ends = []
      groupSizes.push(0)
    }
    const free = ends.findIndex(end => end <= from)
    const lane = free === -1 ? ends.length : free
    ends[lane] = from + blockMinutes
    const group = groupSizes.length - 1
    groupSizes[group] = Math.max(groupSizes[group] ?? 0, lane + 1)
    placed.push({ entry, lane, group })
  }
  return placed.map(one => ({ ...one, lanes: groupSizes[one.group] ?? 1 }))
}

/** Posts of one time that are not drawn beside the others of it: there is no room to read them. */
export type Crowd = {
  /** Those that are not drawn, in the order of their times. */
  readonly entries: readonly Entry[]
  /** The lane that stands for them. */
  readonly lane: number
  readonly lanes: number
}

/**
 * The same where no more than `most` lanes can be read: of a wider group all lanes but the last are drawn, and the last
 * stands for the rest. SPEC FD220.
 *
 * @param heldId drawn whatever its lane: it is being moved
 */
export function crowdsOf(
  lanes: readonly Lane[],
  most: number,
  heldId: string | null,
): { readonly drawn: readonly Lane[]; readonly crowds: readonly Crowd[] } {
  const drawn: Lane[] = []
  const crowdByGroup = new Map<number, Entry[]>()
  for (const one of lanes) {
    const { entry, lane, group } = one
    if (one.lanes <= most) drawn.push(one)
    else if (lane < most - 1 || entry.row.id === heldId) {
      drawn.push({ ...one, lane: Math.min(lane, most - 1), lanes: most })
    } else {
      const crowd = crowdByGroup.get(group)
      if (crowd) crowd.push(entry)
      else crowdByGroup.set(group, [entry])
    }
  }
  return { drawn, crowds: [...crowdByGroup.values()].map(entries => ({ entries, lane: most - 1, lanes: most })) }
}
