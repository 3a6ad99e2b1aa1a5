/** Overlapping threads, cut where one begins or ends: each piece of text knows which threads it belongs to. */

export type ThreadRange = { readonly id: string; readonly from: number; readonly to: number }
export type Segment = {
  readonly from: number
  readonly to: number
  /** Innermost first: the shortest, and of equals the one that begins later. */
  readonly ids: readonly string[]
}

export function segmentsOf(ranges: readonly ThreadRange[]): readonly Segment[] {
  const innermostFirst = ranges.toSorted((a, b) => a.to - a.from - (b.to - b.from) || b.from - a.from)
  const cuts = [...new Set(ranges.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b)
  return cuts.slice(1).flatMap((to, index) => {
    const from = cuts[index] ?? to
    const ids = innermostFirst.filter(range => range.from <= from && range.to >= to).map(({ id }) => id)
    return ids.length > 0 ? [{ from, to, ids }] : []
  })
}

/** Which of the threads under a click opens: the innermost, or the next one outward from the one that is open. */
export function threadToOpen(ids: readonly string[], active: string | null): string | null {
  const at = active === null ? -1 : ids.indexOf(active)
  return ids[(at + 1) % ids.length] ?? null
}
