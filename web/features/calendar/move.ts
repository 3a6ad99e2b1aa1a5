/** Giving a post another time, step by step or at once. Pure: where it would stand, and what to do about it. */
import type { PostRow } from '#web/features/posts/rows.ts'
import { addDays, daysBetween } from './grid.ts'
import { moveMinutes, type Resolved, resolveWall, type Wall, wallOf } from './zoned.ts'

/** What a drop or a key wants: another day with the same clock, or a moment on the clocks that are shown. */
export type Wish =
  | { readonly kind: 'day'; readonly date: string }
  | { readonly kind: 'wall'; readonly wall: Wall }
  | { readonly kind: 'minutes'; readonly minutes: number }

type Outcome =
  | { readonly kind: 'move'; readonly at: string }
  /** Clocks skip it or show it twice: a person says which. */
  | { readonly kind: 'ask'; readonly planned: Wall & { readonly timeZone: string } }

const NINE = '09:00'

/**
 * @param at where it stands now; null for a post that is not planned yet
 * @param shown the zone of the calendar; days are moved on the clock of the post's own zone
 */
export function wishFor(row: PostRow, at: string | null, wish: Wish, shown: string): Outcome {
  switch (wish.kind) {
    case 'minutes':
      return { kind: 'move', at: moveMinutes(at ?? new Date(0).toISOString(), wish.minutes, shown).at }
    case 'wall':
      return judge(resolveWall(wish.wall, shown), wish.wall, shown)
    case 'day': {
      if (at === null) return { kind: 'ask', planned: { date: wish.date, time: NINE, timeZone: shown } }
      const own = row.timeZone ?? shown
      const wall = wallOf(at, own)
      const moved = { date: addDays(wall.date, daysBetween(wallOf(at, shown).date, wish.date)), time: wall.time }
      return judge(resolveWall(moved, own), moved, own)
    }
  }
}

function judge(resolved: Resolved, wall: Wall, timeZone: string): Outcome {
  if (resolved.kind === 'exact') return { kind: 'move', at: resolved.at }
  return { kind: 'ask', planned: { ...wall, timeZone } }
}

/** A moment for what is only on its way: of a missing hour the first one after it, of a doubled one the first. */
export function momentNear(outcome: Outcome): string {
  if (outcome.kind === 'move') return outcome.at
  const resolved = resolveWall(outcome.planned, outcome.planned.timeZone)
  switch (resolved.kind) {
    case 'exact':
      return resolved.at
    case 'gap':
      return resolved.after.at
    case 'twice':
      return resolved.first.at
  }
}
