/** Percentiles of a sample, nearest-rank; milliseconds unless the name says otherwise. */
export type Summary = {
  readonly n: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** @throws when the sample is empty: no figure is printed that was not measured */
export function summarize(sample: readonly number[]): Summary {
  if (sample.length === 0) throw new Error('nothing was measured')
  const sorted = Float64Array.from(sample).sort()
  const at = (share: number) =>
    rounded(sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0)
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: rounded(sorted.at(-1) ?? 0) }
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('nothing was measured')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

/** Milliseconds in figures of a table: `seen.p50`, `seen.p95` … */
export function figuresOf(name: string, sample: readonly number[]): Record<string, number> {
  const { n, p50, p95, p99, max } = summarize(sample)
  return { [`${name}.n`]: n, [`${name}.p50`]: p50, [`${name}.p95`]: p95, [`${name}.p99`]: p99, [`${name}.max`]: max }
}

/** Two places after the point: what is measured here is no finer. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
