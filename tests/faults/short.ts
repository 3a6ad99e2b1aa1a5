/** The short form of a row as a test: seeded, and with its timeline where it fails. FAULTS_SEED=<n> looks at another. */
import { expect, type TestContext } from 'vitest'
import type { Row } from './row.ts'
import { runRow } from './run-row.ts'

const SEED = Number(process.env.FAULTS_SEED ?? 20_261_125)

export async function holds(row: Row, context: TestContext, seed = SEED): Promise<void> {
  const { outcome, timeline } = await runRow(row, { seed, full: false, count: undefined })
  if (!outcome.ran) return context.skip(`not run: ${outcome.why}`)
  const story = [`${row.id}, seed ${seed}: ${row.what}`, ...timeline].join('\n')
  expect(outcome.faults, story).toEqual([])
}
