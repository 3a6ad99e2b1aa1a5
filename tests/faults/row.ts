/** One row of the scorecard: what is done to Galley, and what must hold then. */
import type { Dice } from './dice.ts'

export type Run = {
  readonly dice: Dice
  /** All of it, as `npm run faults -- --full` does; else the short form that runs with the tests. */
  readonly full: boolean
  /** How often, where somebody asked for a number; else the row's own. */
  readonly count: number | undefined
  /** Adds a line to the timeline, printed when the row fails. */
  readonly note: (what: string) => void
}

export type Outcome =
  | {
      readonly ran: true
      /** How much was done: `200 kills, 12 345 tokens`. */
      readonly count: string
      readonly figure: string
      /** What was not as it must be; empty when the row holds. */
      readonly faults: readonly string[]
      /** Times beyond their goal. They fail the scorecard, not the short form: a test machine does other things beside. */
      readonly late: readonly string[]
    }
  | { readonly ran: false; readonly why: string }

export type Row = {
  readonly id: string
  readonly what: string
  readonly goal: string
  readonly run: (run: Run) => Promise<Outcome>
}
