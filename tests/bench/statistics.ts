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
  const sorted = [...sample].sort((a, b) => a - b)
  const at = (share: number) => rounded(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0)
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: rounded(sorted.at(-1) ?? 0) }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
