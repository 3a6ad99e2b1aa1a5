import { expect, test } from 'vitest'
import { createMetrics } from './metrics.ts'

const stuckLine = /^galley_deliveries_stuck .*$/m

test('[OB350] while the database does not say how many deliveries are stuck, figures give no number', async () => {
  let answer = () => Promise.resolve(2)
  const { readFigures } = createMetrics({ countStuck: () => answer() })
  expect((await readFigures()).match(stuckLine)?.[0]).toBe('galley_deliveries_stuck 2')
  for (const away of [() => Promise.reject(new Error('away')), () => new Promise<never>(() => {})]) {
    answer = away
    const figures = await readFigures()
    expect(figures).toContain('galley_updates_total')
    expect(figures).not.toMatch(stuckLine)
  }
})
