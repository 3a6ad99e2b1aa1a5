/** A text with everything that was ever taken out of it, and what each row brought, removed and swept away. */
import * as Y from 'yjs'
import { asWritten } from '../as-written.ts'
import { BODY, editorSchema } from '../schema.ts'
import { holds, type Ids, idsAdded, without } from './ids.ts'
import { applyAndLook, hasWords, namedBy, wordsWithoutPlace } from './swept-by.ts'

export type Row = { readonly seq: number; readonly update: Uint8Array }

/** What became of things by a row that removed some, or speaks of what is gone. */
export type Step = {
  readonly seq: number
  readonly added: Ids
  readonly removed: Ids
  readonly swept: Ids
  /** What its author says was taken out, by whomever. */
  readonly named: Ids
  /** What of it had gone before. */
  readonly again: Ids
  readonly placeless: readonly string[]
  /** Whether somebody would miss what it swept away, or it takes out what is gone already. */
  readonly isDoubtful: boolean
}

export type Past = {
  /** Nothing is ever collected in it. */
  readonly doc: Y.Doc
  readonly body: Y.XmlFragment
  readonly add: (row: Row) => void
  /** Of rows that swept something away, in their order. */
  readonly sweeping: readonly Step[]
  /** The row that removed it; undefined for what stands, or went before the past begins. */
  readonly removalOf: (id: Y.ID) => Step | undefined
  /** Whether it was swept away, by whichever row. */
  readonly wasSwept: (id: Y.ID) => boolean
  /** Rows that have to be looked at closely, from `seq` on. */
  readonly doubtfulFrom: (seq: number) => readonly Step[]
}

/** @param beginning Yjs update v1: the text where the rows begin */
export function createPast(beginning: Uint8Array | null): Past {
  const doc = asWritten(new Y.Doc({ gc: false }))
  if (beginning) Y.applyUpdate(doc, beginning)
  const steps: Step[] = []
  const sweeping: Step[] = []

  const add = ({ seq, update }: Row) => {
    applyAndLook(doc, update, transaction => {
      const placeless = wordsWithoutPlace(transaction, update)
      const removed = new Map(transaction.deleteSet.clients)
      const named = namedBy(update)
      if (removed.size === 0 && placeless.length === 0 && named.size === 0) return
      const swept = without(removed, named)
      const again = without(named, removed)
      const isDoubtful = placeless.length > 0 || again.size > 0 || hasWords(doc, swept)
      const step = { seq, added: idsAdded(transaction), removed, swept, again, named, placeless, isDoubtful }
      steps.push(step)
      if (swept.size > 0) sweeping.push(step)
    })
  }

  return {
    doc,
    body: doc.getXmlFragment(BODY),
    add,
    sweeping,
    removalOf: id => steps.findLast(({ removed }) => holds(removed, id)),
    wasSwept: id => sweeping.some(({ swept }) => holds(swept, id)),
    doubtfulFrom: from => steps.filter(({ isDoubtful, seq }) => isDoubtful && seq >= from),
  }
}

/** Every element that ever stood in it, in their order, each before what it holds; inline ones are not among them. */
export function* everyBlock(parent: Y.XmlFragment): Generator<Y.XmlElement> {
  for (const child of elementsIn(parent)) {
    yield child
    if (!isTextblock(child)) yield* everyBlock(child)
  }
}

export function* elementsIn(parent: Y.XmlFragment): Generator<Y.XmlElement> {
  for (const item of itemsIn(parent)) {
    if (item.content instanceof Y.ContentType && item.content.type instanceof Y.XmlElement) yield item.content.type
  }
}

/** What ever stood in it, in its order. */
export function* itemsIn(parent: Y.XmlFragment | Y.XmlText): Generator<Y.Item> {
  for (let item = parent._start; item !== null; item = item.right) yield item
}

export function isTextblock({ nodeName }: Y.XmlElement): boolean {
  return editorSchema.nodes[nodeName]?.isTextblock === true
}

export function idOf(type: Y.XmlElement | Y.XmlText): Y.ID {
  if (!type._item) throw new Error('A type that stands in no document')
  return type._item.id
}

export function stands({ _item: item }: Y.XmlElement | Y.XmlText): boolean {
  return item !== null && !item.deleted
}
