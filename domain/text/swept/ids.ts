/** Sets of Yjs ids: for each client ranges of clocks that ascend and do not overlap. */
import type * as Y from 'yjs'

type Range = { readonly clock: number; readonly len: number }
export type Ids = ReadonlyMap<number, readonly Range[]>

export function holds(ids: Ids, id: Y.ID): boolean {
  return holdsAny(ids, id, 1)
}

/** Whether a part of a struct is among them. */
export function holdsAny(ids: Ids, { client, clock }: Y.ID, length: number): boolean {
  return (ids.get(client) ?? []).some(range => range.clock < clock + length && clock < range.clock + range.len)
}

/** What is in the first and not in the second. */
export function without(ids: Ids, taken: Ids): Ids {
  const left = new Map<number, readonly Range[]>()
  for (const [client, ranges] of ids) {
    const rest = ranges.flatMap(range => cut(range, taken.get(client) ?? []))
    if (rest.length > 0) left.set(client, rest)
  }
  return left
}

/** What the transaction brought. */
export function idsAdded({ beforeState, afterState }: Y.Transaction): Ids {
  const added = new Map<number, readonly Range[]>()
  for (const [client, after] of afterState) {
    const before = beforeState.get(client) ?? 0
    if (after > before) added.set(client, [{ clock: before, len: after - before }])
  }
  return added
}

function cut({ clock, len }: Range, taken: readonly Range[]): Range[] {
  const pieces: Range[] = []
  let at = clock
  const end = clock + len
  for (const other of taken) {
    if (other.clock + other.len <= at || other.clock >= end) continue
    if (other.clock > at) pieces.push({ clock: at, len: other.clock - at })
    at = Math.max(at, other.clock + other.len)
  }
  if (at < end) pieces.push({ clock: at, len: end - at })
  return pieces
}
