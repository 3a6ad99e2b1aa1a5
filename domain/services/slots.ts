/** Times of the week at which posts like to go out, by the clock of one zone, and the next ones that no post has. */
import type { Slots } from '#domain/contract/inputs/workspaces.ts'
import { momentOf, wallIn } from './wall-times.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** So far is looked: a plan that is full for half a year offers none. */
const DAYS_AHEAD = 183

/**
 * Moments after `after`, in their order. A time that clocks skip on its day is left out there, one that comes twice is
 * the first of both: nothing is shifted.
 *
 * @param taken moments of planned posts, in milliseconds since 1970
 */
export function freeSlots(
  { timeZone, times }: Slots,
  { after, taken, most }: { readonly after: Date; readonly taken: ReadonlySet<number>; readonly most: number },
): readonly Date[] {
  const [today = ''] = wallIn(timeZone, after).split('T')
  const found: Date[] = []
  for (let day = 0; day < DAYS_AHEAD && found.length < most; day++) {
    const date = new Date(Date.parse(`${today}T00:00Z`) + day * DAY_MS)
    const weekday = date.getUTCDay() || 7
    const moments = times
      .filter(slot => slot.day === weekday)
      // From the day before, the first of two is the nearer one.
      .map(({ time }) =>
        momentOf(`${date.toISOString().slice(0, 10)}T${time}`, timeZone, new Date(date.getTime() - DAY_MS)),
      )
      .filter(at => at !== null)
      .filter(at => at > after && !taken.has(at.getTime()))
      .sort((one, other) => one.getTime() - other.getTime())
    found.push(...moments)
  }
  return found.slice(0, most)
}
