import { createDice } from './dice.ts'
import type { Outcome, Row } from './row.ts'

/** Runs one row; an error in it is a fault of it. */
export async function runRow(
  row: Row,
  { seed, full, count }: { readonly seed: number; readonly full: boolean; readonly count: number | undefined },
): Promise<{ readonly outcome: Outcome; readonly timeline: readonly string[] }> {
  const startedAt = performance.now()
  const timeline: string[] = []
  const note = (what: string) => {
    timeline.push(`${((performance.now() - startedAt) / 1000).toFixed(2).padStart(7)} s  ${what}`)
  }
  try {
    return { outcome: await row.run({ dice: createDice(seed), full, count, note }), timeline }
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { outcome: { ran: true, count: 'broke off', figure: '', faults: [words], late: [] }, timeline }
  }
}
