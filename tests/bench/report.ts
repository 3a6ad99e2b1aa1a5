/** From rows of several rounds to medians, and from medians to a verdict on each goal. Pure. */
import { z } from 'zod'
import type { Goal } from './goals.ts'
import { median, rounded } from './statistics.ts'

export const Measured = z.object({
  workload: z.string(),
  target: z.string(),
  round: z.number(),
  case: z.string(),
  figures: z.record(z.string(), z.number()),
  note: z.string().optional(),
})
export type Measured = z.infer<typeof Measured>

type Verdict = Goal & {
  readonly ours: number
  readonly peer: number | undefined
  /** Ours divided by the peer's. */
  readonly ratio: number | undefined
  readonly reached: boolean
}

/** The middle of the rounds; undefined where nothing was measured. */
function medianOf(
  rows: readonly Measured[],
  { workload, target, case: name, figure }: { workload: string; target: string; case: string; figure: string },
): number | undefined {
  const values = rows
    .filter(row => row.workload === workload && row.target === target && row.case === name)
    .flatMap(row => row.figures[figure] ?? [])
  return values.length > 0 ? rounded(median(values)) : undefined
}

/** Goals whose figures were measured, each reached or missed; the others are named by `notMeasured`. */
export function verdicts(rows: readonly Measured[], goals: readonly Goal[]): Verdict[] {
  return goals.flatMap(goal => verdictOf(rows, goal) ?? [])
}

export function notMeasured(rows: readonly Measured[], goals: readonly Goal[]): Goal[] {
  return goals.filter(goal => verdictOf(rows, goal) === undefined)
}

function verdictOf(rows: readonly Measured[], one: Goal): Verdict | undefined {
  const { goal, ...place } = one
  const ours = medianOf(rows, { ...place, target: 'galley' })
  const peer =
    goal.times === undefined
      ? undefined
      : medianOf(rows, { ...place, target: goal.times, case: goal.ofCase ?? place.case })
  if (ours === undefined || (goal.times !== undefined && peer === undefined)) return undefined
  const ratio = peer === undefined ? undefined : rounded(ours / peer)
  const value = peer === undefined ? ours : ours / peer
  return { ...one, ours, peer, ratio, reached: 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast }
}

/** Columns of equal width, for a terminal. */
function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_cell, column) =>
    Math.max(...lines.map(line => [...(line[column] ?? '')].length)),
  )
  return lines
    .map(line =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function verdictTable(all: readonly Verdict[]): string {
  return table([
    ['figure', 'ours', 'peer', 'ratio', 'goal', ''],
    ...all.map(({ workload, case: name, figure, unit, goal, ours, peer, ratio, reached }) => [
      `${workload}: ${name}, ${figure}`,
      `${ours} ${unit}`.trim(),
      peer === undefined ? '' : `${peer} ${goal.times}`,
      ratio === undefined ? '' : `${ratio} x`,
      `${'atMost' in goal ? '≤' : '≥'} ${'atMost' in goal ? goal.atMost : goal.atLeast}${goal.times === undefined ? '' : ' x'}`,
      reached ? 'reached' : 'MISSED',
    ]),
  ])
}

/** Every figure of a workload, a line each, targets side by side. */
export function figureTable(rows: readonly Measured[], workload: string): string {
  const those = rows.filter(row => row.workload === workload)
  const targets = [...new Set(those.map(({ target }) => target))]
  const lines = [...new Set(those.map(row => row.case))].flatMap(name => {
    const figures = [...new Set(those.filter(row => row.case === name).flatMap(({ figures }) => Object.keys(figures)))]
    return figures.map(figure => [
      `${name}, ${figure}`,
      ...targets.map(target => String(medianOf(those, { workload, target, case: name, figure }) ?? '–')),
    ])
  })
  return table([[workload, ...targets], ...lines])
}
