/** The rows of a post's log as moments that people remember: each is a sitting, whoever wrote in it. Pure. */
import { type Origin, SITTING_MS } from './authorship.ts'

export type Moment = {
  readonly fromSeq: number
  /** Its last row: the text of the moment is what the rows up to here add up to. */
  readonly seq: number
  /** When that row came. */
  readonly at: string
  /** Everybody who wrote in it, who wrote most first. */
  readonly by: readonly string[]
  /** Rows in it. */
  readonly edits: number
}

/** However long people write without a rest, one can go back to each half hour. */
const LONGEST_MS = 30 * 60_000

/**
 * @param edits in the order of the log
 * @param marks rows that end a moment, whatever comes after: where a version was frozen, or that has a name
 * @param before the row before the first of them, where there are earlier ones: what goes on from it is left out, since
 *   where that moment began is not known, unless nothing else is there
 * @returns oldest first; each other row is in one of them
 */
export function momentsOf(
  edits: readonly Origin[],
  marks: ReadonlySet<number>,
  before: Pick<Origin, 'seq' | 'at'> | null = null,
): readonly Moment[] {
  const first = edits[0]
  const isTorn = before !== null && first !== undefined && !marks.has(before.seq) && isNear(before, first)
  const moments = joined(edits, marks)
  return isTorn && moments.length > 1 ? moments.slice(1) : moments
}

function joined(edits: readonly Origin[], marks: ReadonlySet<number>): readonly Moment[] {
  const sittings: Origin[][] = []
  for (const edit of edits) {
    const sitting = sittings.at(-1)
    const [first, last] = [sitting?.[0], sitting?.at(-1)]
    if (sitting && first && last && !marks.has(last.seq) && isGoingOn(first, last, edit)) sitting.push(edit)
    else sittings.push([edit])
  }
  return sittings.flatMap(sitting => {
    const [first, last] = [sitting[0], sitting.at(-1)]
    return first && last
      ? [{ fromSeq: first.seq, seq: last.seq, at: last.at, by: authorsOf(sitting), edits: sitting.length }]
      : []
  })
}

function isGoingOn(first: Origin, last: Origin, next: Origin): boolean {
  return isNear(last, next) && Date.parse(next.at) - Date.parse(first.at) <= LONGEST_MS
}

function isNear(last: Pick<Origin, 'at'>, next: Origin): boolean {
  return Date.parse(next.at) - Date.parse(last.at) <= SITTING_MS
}

function authorsOf(edits: readonly Origin[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { by } of edits) counts.set(by, (counts.get(by) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one).map(([by]) => by)
}
