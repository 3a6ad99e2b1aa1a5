/** Finds a struct of an update by an id that it covers. */
import type * as Y from 'yjs'
import type { Struct } from './decode-update.ts'

/** Null for ids that the update does not bring. */
export function createFinder(structs: readonly Struct[]): (id: Y.ID) => Struct | null {
  const structsByClient = Map.groupBy(structs, ({ id }) => id.client)
  return ({ client, clock }) => findCovering(structsByClient.get(client) ?? [], clock)
}

function findCovering(structs: readonly Struct[], clock: number): Struct | null {
  let low = 0
  let high = structs.length - 1
  const [first, last] = [structs[low], structs[high]]
  if (!first || !last) return null
  // About there, where all are of one length.
  const span = last.id.clock - first.id.clock
  let middle = span > 0 ? Math.floor(((clock - first.id.clock) / span) * high) : 0
  if (middle < 0 || middle > high) middle = high >> 1
  for (; low <= high; middle = (low + high) >> 1) {
    const struct = structs[middle]
    if (!struct) return null
    if (clock < struct.id.clock) high = middle - 1
    else if (clock >= struct.id.clock + struct.length) low = middle + 1
    else return struct
  }
  return null
}
