/** Seeds that once found something: each is a test by its name for ever. A new one comes from the last lines of `npm run fuzz`. */
import { type Plan, planRun } from './steps.ts'

type NamedSeed = {
  readonly name: string
  readonly seed: number
  /** What it found. */
  readonly found: string
}

export const SEEDS: readonly NamedSeed[] = [
  {
    name: 'an undo, then a change of others in a shorter text',
    seed: 1,
    found: 'the change was not shown, and the next key deleted it',
  },
  {
    name: 'two people write fields in another order than their ids',
    seed: 3,
    found: 'a good snapshot was refused, as the fields stood in another order',
  },
  {
    name: 'a change of others that the binding has to repair',
    seed: 7,
    found: 'the repaired part was not shown',
  },
  {
    name: 'a box that is ticked again and again without a connection',
    seed: 9003,
    found: 'its tab was turned away',
  },
  {
    name: 'what one row brings back an earlier one took out',
    seed: 8052,
    found: 'it was there again',
  },
]

/** The size of one round: a seed means the same run wherever it is used. */
export function roundOf(seed: number, tabs = 4): Plan {
  return planRun(seed, { tabs, steps: 120, bursts: 3 })
}

/** Another one each day, the same for everybody on that day (UTC). */
export function seedOfTheDay(now = new Date()): number {
  return Number(now.toISOString().slice(0, 10).replaceAll('-', ''))
}
