import { describe, expect, test } from 'vitest'
import type { Goal } from './goals.ts'
import { type Measured, notMeasured, verdicts, verdictTable } from './report.ts'

const row = (target: string, round: number, figures: Record<string, number>): Measured => ({
  workload: 'fanout',
  case: '10 viewers',
  target,
  round,
  figures,
})
const goal: Goal = {
  workload: 'fanout',
  case: '10 viewers',
  figure: 'seen.p50',
  unit: 'ms',
  goal: { atMost: 1.5, times: 'stock' },
}

describe('a verdict', () => {
  test('compares the medians of the rounds, not their means', () => {
    const rows = [
      ...[3, 2.8, 90].map((ms, round) => row('galley', round, { 'seen.p50': ms })),
      ...[2, 2.1, 1.9].map((ms, round) => row('stock', round, { 'seen.p50': ms })),
    ]
    expect(verdicts(rows, [goal])).toMatchObject([{ ours: 3, peer: 2, ratio: 1.5, reached: true }])
  })

  test('is missed by what is above a limit, and by what is below a least figure', () => {
    const rows = [row('galley', 1, { 'seen.p50': 31, rate: 799 })]
    const goals: Goal[] = [
      { ...goal, goal: { atMost: 30 } },
      { ...goal, figure: 'rate', goal: { atLeast: 800 } },
    ]
    expect(verdicts(rows, goals).map(({ reached }) => reached)).toEqual([false, false])
    expect(verdictTable(verdicts(rows, goals)).match(/MISSED/g)).toHaveLength(2)
  })

  test('is not given where one side was not measured', () => {
    const rows = [row('galley', 1, { 'seen.p50': 1 })]
    expect(verdicts(rows, [goal])).toEqual([])
    expect(notMeasured(rows, [goal])).toEqual([goal])
  })
})
