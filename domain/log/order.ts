/**
 * Whether an item evidently stands where its author put it. Yjs takes the two neighbours as they are told, and copies of
 * a document that were told a contradiction end in different orders, or take very long. Between the two stands only what
 * the author need not have seen: nothing of their own, and nothing that one of the neighbours was itself put beside.
 *
 * What people type is evident at once: neighbours that touch, in the document or in the update. The rest is left to a
 * trial on a copy: two who wrote at one place while apart, and an undo, which puts words back beside the neighbours they
 * had, whatever their author wrote between those since. SPEC CN82, CN83.
 */
import * as Y from 'yjs'
import type { Struct } from './decode-update.ts'
import { createIdMap, type IdMap } from './id-map.ts'

export type Order = 'evident' | 'unclear' | 'wrong'

/** Structs walked between neighbours, over a whole update: Yjs walks them as well. */
const STEPS = 50_000
/** Each may cost Yjs a walk over all there is. */
const UNCLEAR = 1000

/** @param find gives a struct of the update, where the id is one of its */
export function createOrder(doc: Y.Doc, find: (id: Y.ID) => Struct | null): (item: Y.Item) => Order {
  let steps = STEPS
  let unclear = UNCLEAR
  const seats = createSeats()

  return item => {
    const order = judge(item)
    if (order === 'unclear') unclear -= 1
    return unclear < 0 ? 'wrong' : order
  }

  function judge(item: Y.Item): Order {
    const { origin: left, rightOrigin: right } = item
    const seat = seats.take(item)
    if (seat === 'taken') return 'unclear'
    const before = left && (find(left) ?? Y.getItem(doc.store, left))
    const after = right && (find(right) ?? Y.getItem(doc.store, right))
    // What was collected has no order, and what hangs on it has no place.
    if (before instanceof Y.GC || before instanceof Y.Skip || after instanceof Y.GC || after instanceof Y.Skip)
      return 'evident'
    if (seat === 'free') return 'evident'
    if (before && before === after) return right?.clock === (left?.clock ?? 0) + 1 ? 'evident' : 'wrong'
    const isBrought = (left && find(left)) || (right && find(right))
    if (!isBrought) return walk(item, before, after)
    // It was put in front of what was put there before it, or behind it.
    const beyondLeft = before && left && rightOriginAt(before, left)
    const beyondRight = after && right && originAt(after, right)
    return (left && isSame(beyondLeft, right)) || (right && isSame(beyondRight, left)) ? 'evident' : 'unclear'
  }

  function walk(item: Y.Item, before: Y.Item | null, after: Y.Item | null): Order {
    const { origin: left, rightOrigin: right } = item
    const { client } = item.id
    // The beginning of a struct is what its rest was put behind.
    if (after && right && right.clock > after.id.clock) return 'unclear'
    if (before && left && !isEnd(before, left) && before.id.client === client) return 'unclear'
    // With nothing on one side, nothing was there for the neighbour on the other side either.
    if ((!before && after?.origin) || (!after && before?.rightOrigin)) return 'unclear'
    const end = before ? after : null
    for (let one = before ? before.right : (after?.left ?? null); one !== end; one = before ? one.right : one.left) {
      if (one === null || one.id.client === client) return 'unclear'
      if (covers(one, after?.origin) || covers(one, before?.rightOrigin)) return 'unclear'
      steps -= 1
      if (steps < 0) return 'wrong'
    }
    return 'evident'
  }
}

/** Who sits beside whom, as an author saw it who had nothing but this update: `free` when it was known and still so. */
function createSeats() {
  /** By the author's client id: the last that was put right of an id, and left of one. */
  const seats = new Map<number, { readonly rightOf: IdMap<Y.ID>; readonly leftOf: IdMap<Y.ID> }>()
  const firsts = new Set<string>()

  function seatsOf(client: number) {
    const known = seats.get(client)
    if (known) return known
    const made = { rightOf: createIdMap<Y.ID>(), leftOf: createIdMap<Y.ID>() }
    seats.set(client, made)
    return made
  }

  return {
    take({ id, length, origin, rightOrigin, parent, parentSub }: Y.Item): 'free' | 'taken' | 'unknown' {
      if (!origin && !rightOrigin) {
        // A list that one has begun oneself is not empty again.
        const list = `${id.client} ${parent instanceof Y.ID ? `${parent.client}:${parent.clock}` : parent} ${parentSub}`
        if (firsts.has(list)) return 'taken'
        firsts.add(list)
        return 'unknown'
      }
      const { rightOf, leftOf } = seatsOf(id.client)
      const seenRight = origin && rightOf.get(origin)
      const seenLeft = rightOrigin && leftOf.get(rightOrigin)
      if (origin) rightOf.set(origin, id)
      if (rightOrigin) leftOf.set(rightOrigin, length === 1 ? id : Y.createID(id.client, id.clock + length - 1))
      if (seenRight) return isSame(seenRight, rightOrigin) ? 'free' : 'taken'
      if (seenLeft) return isSame(seenLeft, origin) ? 'free' : 'taken'
      return 'unknown'
    },
  }
}

/** What stands left of that id by the struct's own word: its origin, or the part of it before. */
function originAt({ id, origin }: Y.Item, at: Y.ID): Y.ID | null {
  return at.clock === id.clock ? origin : Y.createID(at.client, at.clock - 1)
}

function rightOriginAt(item: Y.Item, at: Y.ID): Y.ID | null {
  return isEnd(item, at) ? item.rightOrigin : Y.createID(at.client, at.clock + 1)
}

function isEnd({ id, length }: Y.Item, at: Y.ID): boolean {
  return at.clock === id.clock + length - 1
}

function covers({ id, length }: Y.Item, at: Y.ID | null | undefined): boolean {
  return !!at && at.client === id.client && at.clock >= id.clock && at.clock < id.clock + length
}

/** Nothing is the same as nothing. */
function isSame(one: Y.ID | null, other: Y.ID | null): boolean {
  return Y.compareIDs(one, other)
}
