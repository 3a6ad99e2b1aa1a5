/**
 * Writes what a row swept away once more: words into the block that took the place of theirs, a block beside what came
 * after its neighbour, and where nothing took the place, as a block of their own where they stood. See SPEC UL260–UL262.
 */
import type { Node, NodeType } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { asWritten } from '../as-written.ts'
import { BODY, editorSchema } from '../schema.ts'
import { follow, type Spot, spotIn } from './follow.ts'
import type { Ids } from './ids.ts'
import { elementsIn, everyBlock, idOf, isTextblock, type Past, type Step, stands } from './past.ts'
import { nodesOfSwept, type Piece, paragraphOf, piecesOf } from './pieces.ts'
import { elementIn, itemOf, putAfter, putAtEnd, putBefore } from './put.ts'
import { takenOutBy } from './taken-out.ts'
import { segmentsOf, type Unit, unitsOf } from './units.ts'

type Again<Author> = { readonly author: Author; readonly client: number; readonly update: Uint8Array }

/** More people never write in one row, or in the moment of one. */
const MOST_AUTHORS = 8

/**
 * The client id under which words of the author of this number, that a row swept away, are written again. Smaller than
 * those of people, which are any 32 bits: of two that write in one place at once the smaller one comes first, and what was
 * typed on meanwhile belongs behind.
 */
function clientOfAnswer(seq: number, number: number): number {
  return seq * MOST_AUTHORS + number
}

/** Whether all of the answer to that row is stored. */
export function isAnswered({ doc }: Past, seq: number): boolean {
  return doc.store.clients.has(clientOfAnswer(seq, 0))
}

/**
 * @param past through the newest row; what is stored of the answers is to be added to it
 * @param authorOf whose words those of a client id are; without one, whose the row is
 * @returns for a row of it the updates that are not stored yet, in the order in which they are to be, each as an edit of
 *   its author: the last one is that of `clientOfAnswer(seq, 0)`
 */
export function createAnswers<Author>(past: Past, authorOf: (seq: number, client: number | null) => Author) {
  const idsBySeq = new Map<number, Ids>()
  const writtenAgain = (seq: number): Ids => {
    const known = idsBySeq.get(seq)
    if (known) return known
    const clients = Array.from({ length: MOST_AUTHORS }, (_, number) => clientOfAnswer(seq, number))
    const ids = new Map(clients.map(client => [client, [{ clock: 0, len: Infinity }]]))
    idsBySeq.set(seq, ids)
    return ids
  }

  return (step: Step): readonly Again<Author>[] => {
    const doc = asWritten(new Y.Doc())
    // What a root is, is known once it is asked for.
    doc.getXmlFragment(BODY)
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(past.doc))
    const takenOut = takenOutBy(past, step, writtenAgain)
    const placeless = step.placeless.join('').trim()
    const pieces = [...(placeless === '' ? [] : [placeless]), ...piecesOf(past, step)]
    const byAuthor = Map.groupBy(pieces, piece => authorOf(step.seq, typeof piece === 'string' ? null : piece.client))
    if (takenOut.length > 0 && byAuthor.size === 0) byAuthor.set(authorOf(step.seq, null), [])
    const again: Again<Author>[] = []
    const groups = [...byAuthor].slice(0, MOST_AUTHORS).entries()
    for (const [number, [author, group]] of [...groups].toReversed()) {
      const client = clientOfAnswer(step.seq, number)
      // Stored by a process that was killed before the next one.
      if (past.doc.store.clients.has(client)) continue
      doc.clientID = client
      doc.once('update', (update: Uint8Array) => again.push({ author, client, update }))
      doc.transact(() => {
        if (number === 0) for (const unit of takenOut) takeOut(doc, unit)
        // From behind: of two that come to the same place the first stays before the second.
        for (const piece of group.toReversed()) {
          if (typeof piece === 'string') putAtEnd(doc, paragraphOf(piece))
          else if (piece.kind === 'words') putWords(past, doc, step, piece, writtenAgain)
          else for (const node of piece.nodes.toReversed()) putBlock(past, doc, piece.element, node, writtenAgain)
        }
      })
    }
    doc.destroy()
    return again
  }
}

type Words = Extract<Piece, { kind: 'words' }>

function putWords(
  past: Past,
  doc: Y.Doc,
  { swept }: Step,
  { block, runs }: Words,
  writtenAgain: (seq: number) => Ids,
): void {
  const followed = follow(past, block, writtenAgain)
  if (followed) {
    for (const { gap, units } of runs.toReversed()) {
      insertAt(doc, spotIn(past, followed, { block, gap }, units, writtenAgain), units)
    }
    return
  }
  const unseen = unseenAround(past, block)
  if (!unseen) {
    putWordsBeside(past, doc, block, runs)
    return
  }
  // An empty block that nobody had seen was not missed when it went.
  for (const node of nodesOfSwept(past, unseen, swept).toReversed()) putBlock(past, doc, unseen, node, writtenAgain)
}

function putWordsBeside(past: Past, doc: Y.Doc, block: Y.XmlElement, runs: Words['runs']): void {
  const words = runs.map(({ units }) => units.map(unit => unit.words).join('')).join(' ')
  if (words.trim() !== '') putBeside(past, doc, block, paragraphOf(words))
}

/** The outermost block around it, or itself, that had been swept away. */
function unseenAround(past: Past, block: Y.XmlElement): Y.XmlElement | null {
  let found: Y.XmlElement | null = null
  for (let at: unknown = block; at instanceof Y.XmlElement; at = at.parent) if (past.wasSwept(idOf(at))) found = at
  return found
}

function insertAt(doc: Y.Doc, { block, gap }: Spot, units: readonly Unit[]): void {
  const there = unitsOf(block)
  const left = there.slice(0, gap).findLast(({ isThere }) => isThere)
  const right = there.slice(gap).find(({ isThere }) => isThere)
  const { text, index } = textAt(doc, elementIn(doc, idOf(block)), left, right)
  const type = editorSchema.nodes[block.nodeName]
  let at = index
  for (const { words, marks } of segmentsOf(units)) {
    text.insert(at, words, allowedMarks(type, marks))
    at += words.length
  }
}

function takeOut(doc: Y.Doc, { id }: Unit): void {
  const { parent } = itemOf(doc, id)
  if (parent instanceof Y.XmlText) parent.delete(lettersBefore(parent, id), 1)
}

/** Where to write in a block that stands: a text, and how many letters of it are before. */
function textAt(doc: Y.Doc, block: Y.XmlElement, left?: Unit, right?: Unit): { text: Y.XmlText; index: number } {
  const [before, after] = [left && itemOf(doc, left.id), right && itemOf(doc, right.id)]
  if (left && before?.parent instanceof Y.XmlText) {
    return { text: before.parent, index: lettersBefore(before.parent, left.id) + 1 }
  }
  if (right && after?.parent instanceof Y.XmlText) {
    return { text: after.parent, index: lettersBefore(after.parent, right.id) }
  }
  const children = block.toArray()
  const at = left
    ? children.findIndex(child => child._item?.id.clock === left.id.clock && child._item.id.client === left.id.client) +
      1
    : 0
  const next = children[at]
  if (next instanceof Y.XmlText) return { text: next, index: 0 }
  const text = new Y.XmlText()
  block.insert(at, [text])
  return { text, index: 0 }
}

function lettersBefore(text: Y.XmlText, id: Y.ID): number {
  let count = 0
  for (let item = text._start; item !== null; item = item.right) {
    const isIt = item.id.client === id.client && item.id.clock <= id.clock && id.clock < item.id.clock + item.length
    if (isIt) return count + id.clock - item.id.clock
    if (!item.deleted && item.countable) count += item.length
  }
  return count
}

function allowedMarks(type: NodeType | undefined, marks: Unit['marks']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(marks).filter(([name]) => {
      const mark = editorSchema.marks[name]
      return mark !== undefined && type?.allowsMarkType(mark) === true
    }),
  )
}

/** After the block that took the place of its neighbour before, or before that of the one after it. */
function putBlock(past: Past, doc: Y.Doc, element: Y.XmlElement, node: Node, writtenAgain: (seq: number) => Ids): void {
  const blocks = [...everyBlock(topOf(element))]
  const place = blocks.indexOf(element)
  const inside = new Set(everyBlock(element))
  const before = blocks.slice(0, Math.max(0, place)).findLast(isTextblock)
  const after = blocks.slice(place + 1).find(other => isTextblock(other) && !inside.has(other))
  const [one, other] = [before, after].map(block => block && follow(past, block, writtenAgain))
  if (one) putAfter(doc, elementIn(doc, idOf(one.block)), node)
  else if (other) putBefore(doc, elementIn(doc, idOf(other.block)), node)
  else putBeside(past, doc, element, node)
}

/** The outermost block around it that is gone as well. */
function topOf(element: Y.XmlElement): Y.XmlElement {
  let top = element
  while (top.parent instanceof Y.XmlElement && !stands(top.parent)) top = top.parent
  return top
}

/** Where it stood, after what still stands before it there. */
function putBeside(past: Past, doc: Y.Doc, element: Y.XmlElement, node: Node): void {
  const left = leftOf(past.body, element)
  if (left) putAfter(doc, elementIn(doc, idOf(left)), node)
  else putAtEnd(doc, node)
}

/** What still stands before it, in the innermost block around it that stands and has such a one. */
function leftOf(body: Y.XmlFragment, element: Y.XmlElement): Y.XmlElement | null {
  const { parent } = element
  if (!(parent instanceof Y.XmlFragment)) return null
  if (parent === body || (parent instanceof Y.XmlElement && stands(parent))) {
    const siblings = [...elementsIn(parent)]
    const left = siblings.slice(0, siblings.indexOf(element)).findLast(stands)
    if (left) return left
  }
  return parent instanceof Y.XmlElement ? leftOf(body, parent) : null
}
