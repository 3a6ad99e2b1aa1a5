/** Overlapping threads, cut where one begins or ends: each piece of text knows which threads it belongs to. */

type ThreadRange = { readonly id: string; readonly from: number; readonly to: number }
type Segment = {
  readonly from: number
  readonly to: number
  /** Innermost first: the shortest, and of equals the one that begins later. */
  readonly ids: readonly string[]
}

export function segmentsOf(ranges: readonly ThreadRange[]): readonly Segment[] {
  const cuts = [...new Set(ranges.flatMap(({ from, to }) => [from, to]))].toSorted((a, b) => a - b)
  const toCome = ranges.toSorted((a, b) => b.from - a.from)
  let here: ThreadRange[] = []
  return cuts.slice(1).flatMap((to, index) => {
    const from = cuts[index] ?? to
    for (let next = toCome.at(-1); next && next.from <= from; next = toCome.at(-1)) {
      here.push(next)
      toCome.pop()
    }
    here = here.filter(range => range.to >= to)
    const ids = here.toSorted((a, b) => a.to - a.from - (b.to - b.from) || b.from - a.from).map(({ id }) => id)
    return ids.length > 0 ? [{ from, to, ids }] : []
  })
}

/** Which of the threads under a click opens: the innermost, or the next one outward from the one that is open. */
export function threadToOpen(ids: readonly string[], active: string | null): string | null {
  const at = active === null ? -1 : ids.indexOf(active)
  return ids[(at + 1) % ids.length] ?? null
}
