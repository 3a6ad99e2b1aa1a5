/**
 * Looks at an update before it may enter the log: pure, and cheap for a keystroke (the bytes are decoded once).
 *
 *   bytes ─▶ structs in order, no gap ─▶ owners ─▶ what they build on is there ─▶ place and kind ─▶ ok
 *
 * `behind` is no offence: the tab typed before its handshake, or this node has not read a row yet. SPEC UL13–UL22.
 */
import * as Y from 'yjs'
import type { CloseReason } from '#domain/contract/close-codes.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { createPlaces, Misplaced, type SchemaNames } from './place.ts'
import type { Author } from './update-log.ts'

export type { SchemaNames } from './place.ts'

export type Vetted =
  | {
      readonly verdict: 'ok'
      /** What to append: as it came, less what the document has already. */
      readonly update: Uint8Array
      /** Client ids that get new structs. */
      readonly clients: readonly number[]
      /** Nothing in it is new: no row is needed. */
      readonly empty: boolean
      /** Parts may depend on each other in a circle: try it on a copy before it is appended. */
      readonly tangled: boolean
    }
  /** Builds on what the document does not hold (yet). */
  | { readonly verdict: 'behind'; readonly why: string }
  | { readonly verdict: 'refused'; readonly reason: CloseReason; readonly why: string }

export type VetContext = {
  readonly doc: Y.Doc
  readonly author: Author
  readonly owners: ReadonlyMap<number, Author>
  readonly names: SchemaNames
}

type Struct = Y.Item | Y.GC | Y.Skip
type Decoded = { readonly structs: readonly Struct[]; readonly deletions: Map<number, readonly Range[]> }
type Range = { readonly clock: number; readonly len: number }

const GREATEST_CLIENT = 0xffff_ffff
const GREATEST_CLOCK = 0x7fff_ffff

/** @param update Yjs update v1 as it came from a client */
export function vet(update: Uint8Array, { doc, author, owners, names }: VetContext): Vetted {
  if (update.byteLength > LIMITS.updateBytes) return refused('too_large', 'update is too long')
  const decoded = decode(update)
  if (!decoded) return refused('bad_message', 'update cannot be decoded')
  const { structs, deletions } = decoded
  if (structs.length > LIMITS.updateStructs) return refused('too_large', 'too many structs')

  const { store } = doc
  const ends = new Map<number, number>()
  const fresh = new Set<number>()
  let overlaps = false
  for (const struct of structs) {
    const { client, clock } = struct.id
    const end = clock + struct.length
    if (!isClientId(client) || !isRange(clock, struct.length)) return refused('bad_message', 'odd client id or clock')
    if (struct instanceof Y.Skip) return { verdict: 'behind', why: 'a part is left out' }
    const known = Y.getState(store, client)
    const next = ends.get(client) ?? known
    if (clock > next) return { verdict: 'behind', why: 'a gap before the first struct' }
    if (clock < known) overlaps = true
    ends.set(client, Math.max(next, end))
    if (end > known) fresh.add(client)
  }
  if (ends.size > LIMITS.updateClients) return refused('bad_message', 'too many client ids')
  for (const client of fresh) {
    if ((owners.get(client) ?? author) !== author) return refused('bad_message', 'client id of somebody else')
  }

  const has = (id: Y.ID) => id.clock < (ends.get(id.client) ?? Y.getState(store, id.client))
  let tangled = false
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue
    for (const id of foundations(struct)) {
      if (!has(id)) return { verdict: 'behind', why: 'it builds on a struct that is not there' }
      if (id.client === struct.id.client && id.clock >= struct.id.clock)
        return refused('bad_message', 'it builds on itself')
      if (id.client !== struct.id.client && id.clock >= Y.getState(store, id.client)) tangled = true
    }
  }

  const deletes = vetDeletions(deletions, doc, has)
  if (typeof deletes === 'object') return deletes

  try {
    const places = createPlaces({ doc, structs, names })
    for (const struct of structs) if (struct instanceof Y.Item) places.check(struct)
  } catch (error) {
    if (error instanceof Misplaced) return refused('bad_message', error.message)
    throw error
  }

  const clients = [...fresh]
  const empty = clients.length === 0 && deletes === 'known'
  return {
    verdict: 'ok',
    update: overlaps && !empty ? Y.diffUpdate(update, Y.encodeStateVector(doc)) : update,
    clients,
    empty,
    tangled,
  }
}

function decode(update: Uint8Array): Decoded | null {
  try {
    const { structs, ds } = Y.decodeUpdate(update)
    return { structs, deletions: ds.clients }
  } catch {
    return null
  }
}

function foundations({ origin, rightOrigin, parent }: Y.Item): readonly Y.ID[] {
  return [origin, rightOrigin, parent].filter(one => one instanceof Y.ID)
}

/** 'known' when every range is deleted already, 'new' when not. */
function vetDeletions(
  deletions: Map<number, readonly Range[]>,
  doc: Y.Doc,
  has: (id: Y.ID) => boolean,
): 'known' | 'new' | Vetted {
  let ranges = 0
  let known = true
  for (const [client, list] of deletions) {
    ranges += list.length
    if (ranges > LIMITS.updateStructs) return refused('too_large', 'too many deletions')
    if (!isClientId(client)) return refused('bad_message', 'odd client id in a deletion')
    for (const { clock, len } of list) {
      if (!isRange(clock, len)) return refused('bad_message', 'odd range in a deletion')
      if (!has(Y.createID(client, clock + len - 1))) return { verdict: 'behind', why: 'it deletes what is not there' }
      known = known && isDeleted(doc, client, clock, clock + len)
    }
  }
  return known ? 'known' : 'new'
}

function isDeleted({ store }: Y.Doc, client: number, from: number, to: number): boolean {
  const structs = store.clients.get(client)
  if (!structs || to > Y.getState(store, client)) return false
  for (let index = Y.findIndexSS(structs, from); index < structs.length; index++) {
    const struct = structs[index]
    if (!struct || struct.id.clock >= to) return true
    if (!struct.deleted) return false
  }
  return true
}

function isClientId(client: number): boolean {
  return Number.isInteger(client) && client >= 0 && client <= GREATEST_CLIENT
}

function isRange(clock: number, length: number): boolean {
  return (
    Number.isInteger(clock) && clock >= 0 && Number.isInteger(length) && length > 0 && clock + length <= GREATEST_CLOCK
  )
}

function refused(reason: CloseReason, why: string): Vetted {
  return { verdict: 'refused', reason, why }
}
