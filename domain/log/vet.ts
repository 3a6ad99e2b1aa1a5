/**
 * Looks at an update before it may enter the log: pure, and cheap for a keystroke (the bytes are decoded once).
 *
 *   bytes ─▶ structs in order, no gap ─▶ owners ─▶ what they build on is there ─▶ place and kind ─▶ ok
 *
 * A long one is looked at in steps, between which the document may go on: nothing that is found about what it builds on
 * changes by that, and where its own clients have gone on it begins anew.
 *
 * `behind` is no offence: the tab typed before its handshake, or this node has not read a row yet. SPEC UL13–UL22.
 */
import * as Y from 'yjs'
import type { CloseReason } from '#domain/contract/close-codes.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { finish, isPause, type Steps } from '#domain/turns.ts'
import { type DecodedUpdate, decodeInSteps, type Range, type Struct, Unreadable } from './decode-update.ts'
import { createFinder } from './find-struct.ts'
import { createOrder } from './order.ts'
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
      /** Where it belongs is not evident from what it says: try it on a copy before it is appended. */
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

/** How far the document has each client of the update. */
type States = ReadonlyMap<number, number>

const GREATEST_CLIENT = 0xffff_ffff
const GREATEST_CLOCK = 0x7fff_ffff

/** @param update Yjs update v1 as it came from a client */
export function vet(update: Uint8Array, context: VetContext): Vetted {
  return finish(vetInSteps(update, context))
}

/** As vet, with a pause that may be taken after each few hundred structs. */
export function* vetInSteps(update: Uint8Array, context: VetContext): Steps<Vetted> {
  if (update.byteLength > LIMITS.updateBytes) return refused('too_large', 'update is too long')
  try {
    const decoded = yield* decodeInSteps(update)
    for (;;) {
      const states = statesOf(decoded, context.doc)
      const vetted = yield* vetAt(states, update, decoded, context)
      if (isStillAt(states, context.doc)) return vetted
    }
  } catch (error) {
    if (error instanceof Unreadable) return refused(error.reason, error.message)
    throw error
  }
}

function* vetAt(states: States, update: Uint8Array, decoded: DecodedUpdate, context: VetContext): Steps<Vetted> {
  try {
    if (!decoded.structs.some(({ id }) => id.clock < (states.get(id.client) ?? 0)))
      return yield* judge(update, decoded, context)
    // What stands here already may be told differently now: only the rest is looked at, and stored.
    const rest = Y.diffUpdate(update, Y.encodeStateVector(context.doc))
    return yield* judge(rest, yield* decodeInSteps(rest), context)
  } catch (error) {
    if (error instanceof Misplaced) return refused('bad_message', error.message)
    throw error
  }
}

/** @param update holds nothing of what the document has */
function* judge(update: Uint8Array, { structs, deletions }: DecodedUpdate, context: VetContext): Steps<Vetted> {
  const { doc, author, owners, names } = context
  const { store } = doc
  const ends = new Map<number, number>()
  const has = (id: Y.ID) => id.clock < (ends.get(id.client) ?? Y.getState(store, id.client))
  /** Each builds on what stands before it, as most updates tell it. */
  let isInOrder = true
  for (const [index, struct] of structs.entries()) {
    if (isPause(index)) yield
    const { client, clock } = struct.id
    if (!isClientId(client) || !isRange(clock, struct.length)) return refused('bad_message', 'odd client id or clock')
    if (struct instanceof Y.Skip) return { verdict: 'behind', why: 'a part is left out' }
    if (clock > (ends.get(client) ?? Y.getState(store, client)))
      return { verdict: 'behind', why: 'a gap before the first struct' }
    isInOrder &&= isFounded(struct, has)
    ends.set(client, clock + struct.length)
  }
  for (const client of ends.keys()) {
    if ((owners.get(client) ?? author) !== author) return refused('bad_message', 'client id of somebody else')
  }

  if (!isInOrder) {
    if (!structs.every(struct => isFounded(struct, has)))
      return { verdict: 'behind', why: 'it builds on a struct that is not there' }
    if (yield* isCircular(structs, doc)) return refused('bad_message', 'it builds on itself')
  }

  const deletes = yield* vetDeletions(deletions, doc, has)
  if (typeof deletes === 'object') return deletes

  const find = createFinder(structs)
  const takesOut = ({ id, length }: Struct) =>
    (deletions.get(id.client) ?? []).some(({ clock, len }) => clock <= id.clock && id.clock + length <= clock + len)
  const places = createPlaces({ doc, find, takesOut, names })
  const orderOf = createOrder(doc, find)
  let tangled = false
  for (const [index, struct] of structs.entries()) {
    if (isPause(index)) yield
    if (!(struct instanceof Y.Item)) continue
    places.check(struct)
    const order = orderOf(struct)
    if (order === 'wrong') return refused('bad_message', 'its neighbours stand the wrong way round')
    tangled ||= order === 'unclear'
  }
  return { verdict: 'ok', update, clients: [...ends.keys()], empty: ends.size === 0 && deletes === 'known', tangled }
}

function statesOf({ structs }: DecodedUpdate, { store }: Y.Doc): States {
  const states = new Map<number, number>()
  for (const { id } of structs) if (!states.has(id.client)) states.set(id.client, Y.getState(store, id.client))
  return states
}

function isStillAt(states: States, { store }: Y.Doc): boolean {
  for (const [client, state] of states) if (Y.getState(store, client) !== state) return false
  return true
}

/** Whether all that it builds on is there. */
function isFounded(struct: Struct, isThere: (id: Y.ID) => boolean): boolean {
  if (!(struct instanceof Y.Item)) return true
  const { origin, rightOrigin, parent } = struct
  return (
    (origin === null || isThere(origin)) &&
    (rightOrigin === null || isThere(rightOrigin)) &&
    (!(parent instanceof Y.ID) || isThere(parent))
  )
}

/** Whether some struct could never be integrated: it waits for itself, or for one that waits for it. */
function* isCircular(structs: readonly Struct[], { store }: Y.Doc): Steps<boolean> {
  const queues = [...Map.groupBy(structs, ({ id }) => id.client)].map(([client, list]) => ({ client, list, next: 0 }))
  const reached = new Map(queues.map(({ client }) => [client, Y.getState(store, client)]))
  const isThere = ({ client, clock }: Y.ID) => clock < (reached.get(client) ?? Infinity)
  for (let moved = true; moved; ) {
    moved = false
    for (const queue of queues) {
      for (let head = queue.list[queue.next]; head && isFounded(head, isThere); head = queue.list[queue.next]) {
        reached.set(queue.client, head.id.clock + head.length)
        if (isPause(queue.next)) yield
        queue.next += 1
        moved = true
      }
    }
  }
  return queues.some(({ list, next }) => next < list.length)
}

/** 'known' when every range is deleted already, 'new' when not. */
function* vetDeletions(
  deletions: ReadonlyMap<number, readonly Range[]>,
  doc: Y.Doc,
  has: (id: Y.ID) => boolean,
): Steps<'known' | 'new' | Vetted> {
  let known = true
  for (const [client, list] of deletions) {
    if (!isClientId(client)) return refused('bad_message', 'odd client id in a deletion')
    for (const [index, { clock, len }] of list.entries()) {
      if (isPause(index)) yield
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
