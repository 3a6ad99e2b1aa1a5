/**
 * Where a thread hangs in the text: on its first letter and behind its last one, as Yjs relative positions. They hold
 * through every edit around them and inside. What they cannot hold through is letters that are taken out and put in
 * again as new ones: an undo (its page alone knows which letters they were), or a paragraph that is split or becomes a
 * list (the binding writes its second half anew). Then the page that did it says where the words went. SPEC CM30–CM34.
 */
import type { Node } from '@tiptap/pm/model'
import type { EditorState } from '@tiptap/pm/state'
import {
  absolutePositionToRelativePosition,
  ProsemirrorBinding,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import type { AnchorEnds } from '#domain/contract/discussion-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { formatPosition, parsePosition } from '#domain/text/anchors.ts'
import { isUnsupported } from './unfit.ts'

type TextRange = { readonly from: number; readonly to: number }
/** `gone`: its letters were deleted. `waiting`: they have not arrived here yet. */
export type Place = TextRange | 'gone' | 'waiting'

/** Null while no shared text is bound to the editor. */
export function bindingOf(state: EditorState): ProsemirrorBinding | null {
  const binding: unknown = ySyncPluginKey.getState(state)?.binding
  return binding instanceof ProsemirrorBinding ? binding : null
}

/** The letters of a range, without what stands between its ends and them; null when there are none. */
export function lettersIn(doc: Node, { from, to }: TextRange): TextRange | null {
  let first: number | null = null
  let last = from
  doc.nodesBetween(from, to, (node, position) => {
    if (!node.isText) return true
    first ??= Math.max(from, position)
    last = Math.min(to, position + node.nodeSize)
    return false
  })
  return first !== null && first < last ? { from: first, to: last } : null
}

/** @param doc the text that the binding has written */
export function anchorOf(binding: ProsemirrorBinding, doc: Node, range: TextRange): AnchorEnds | null {
  const letters = lettersIn(doc, range)
  if (!letters) return null
  const first = letterBefore(binding, letters.from + 1)
  const last = letterBefore(binding, letters.to)
  if (!first || !last) return null
  return {
    start: formatPosition(new Y.RelativePosition(null, null, first, 0)),
    end: formatPosition(new Y.RelativePosition(null, null, last, -1)),
  }
}

export function isSameAnchor(a: AnchorEnds, b: AnchorEnds): boolean {
  return a.start === b.start && a.end === b.end
}

function letterBefore({ type, mapping }: ProsemirrorBinding, position: number): Y.ID | null {
  const relative: unknown = absolutePositionToRelativePosition(position, type, mapping)
  return relative instanceof Y.RelativePosition ? relative.item : null
}

type Found = {
  readonly place: Place
  /** Both of its ends are in the text; else the place is what is left of it. */
  readonly isWhole: boolean
}

/** The words a thread hung on, to know them again. */
type Quote = {
  readonly quote: string
  /** They stood in the text once: where they are found again, they are the same. */
  readonly quoteOnce: boolean
}

/** The shared text and the document that shows it, at one moment. */
export type BoundText = {
  readonly binding: ProsemirrorBinding
  readonly doc: Node
  /** Null for what is in a paragraph that was deleted as a whole: where that stood says nothing of where its words went. */
  readonly positionOf: (position: Y.RelativePosition) => number | null
}

/** For many places at once: how far in each paragraph is, is counted for all of them together. */
export function boundText(binding: ProsemirrorBinding, doc: Node): BoundText {
  const { doc: shared, type: root, mapping } = binding
  const startOf = startsIn(binding)
  return {
    binding,
    doc,
    positionOf: position => {
      const found = Y.createAbsolutePositionFromRelativePosition(position, shared)
      const start = found && startOf(found.type)
      if (start === null) return null
      return found?.type instanceof Y.XmlText
        ? start + found.index
        : relativePositionToAbsolutePosition(shared, root, position, mapping)
    },
  }
}

type SharedType = Y.AbstractType<unknown>

/** Where what is in a part of the shared text begins in the document; null for parts that are deleted or not shown. */
function startsIn({ type: root, mapping }: ProsemirrorBinding): (type: SharedType) => number | null {
  const offsetsByParent = new Map<SharedType, ReadonlyMap<SharedType, number>>()

  const offsetsIn = (parent: SharedType): ReadonlyMap<SharedType, number> => {
    const known = offsetsByParent.get(parent)
    if (known) return known
    const offsets = new Map<SharedType, number>()
    offsetsByParent.set(parent, offsets)
    let offset = 0
    for (let item = parent._first; item !== null; item = item.right) {
      if (item.deleted || !(item.content instanceof Y.ContentType)) continue
      const { type } = item.content
      offsets.set(type, offset)
      const shown = mapping.get(type)
      if (type instanceof Y.XmlText) offset += type._length
      else if (shown && 'nodeSize' in shown) offset += shown.nodeSize
      // Behind what is not shown nothing has a place.
      else break
    }
    return offsets
  }

  const startOf = (type: SharedType): number | null => {
    if (type === root) return 0
    const shown = mapping.get(type)
    // What stands for a block that cannot be built has no places for its letters.
    if (shown && 'nodeSize' in shown && isUnsupported(shown)) return null
    const parent = type._item?.parent
    if (!(parent instanceof Y.AbstractType)) return null
    const [start, offset] = [startOf(parent), offsetsIn(parent).get(type)]
    if (start === null || offset === undefined) return null
    return start + offset + (type instanceof Y.XmlText ? 0 : 1)
  }
  return startOf
}

type Ends = { readonly start: Y.RelativePosition | null; readonly end: Y.RelativePosition | null }
const endsByAnchor = new WeakMap<AnchorEnds, Ends>()

/** Read once, and asked for with each change of the text. */
function endsOf(anchor: AnchorEnds): Ends {
  const known = endsByAnchor.get(anchor)
  if (known) return known
  const ends = { start: parsePosition(anchor.start), end: parsePosition(anchor.end) }
  endsByAnchor.set(anchor, ends)
  return ends
}

/** Both letters are those that were put in first, and stand at the ends of the range. */
export function hangsOn({ binding, positionOf }: BoundText, anchor: AnchorEnds, { from, to }: TextRange): boolean {
  const { start, end } = endsOf(anchor)
  const isAt = (position: Y.RelativePosition | null, place: number) => {
    const item = position && itemOf(binding.doc, position)
    return item instanceof Y.Item && !item.deleted && positionOf(position as Y.RelativePosition) === place
  }
  return isAt(start, from) && isAt(end, to)
}

/** What is left of the words; by their letters alone. */
export function placeOf({ binding, doc, positionOf }: BoundText, anchor: AnchorEnds, quote: string): Found {
  const { start, end } = endsOf(anchor)
  if (!start || !end) return GONE
  if (!hasArrived(binding.doc, start) || !hasArrived(binding.doc, end)) return { place: 'waiting', isWhole: false }
  const [startGone, endGone] = [isDeleted(binding.doc, start), isDeleted(binding.doc, end)]
  const range = between(doc, positionOf(start), positionOf(end), quote)
  const known = range && trimTo(doc, range, quote, { start: startGone, end: endGone })
  const letters = known && lettersIn(doc, known)
  if (!letters) return GONE
  if (doc.textBetween(letters.from, letters.to).trim() === '' && quote.trim() !== '') return GONE
  return { place: letters, isWhole: !startGone && !endGone }
}

/**
 * Words that stand in the text once, and did so when the thread began: put in again as new letters by whatever it was,
 * a restored version, a program, a cut and paste, somebody who was offline.
 */
export function placeOfQuote(doc: Node, { quote, quoteOnce }: Quote): TextRange | null {
  return quoteOnce && quote.trim().length >= LEAST_QUOTE ? findOnce(doc, quote) : null
}

/** Null where the words stand more than once, or not at all. */
export function findOnce(doc: Node, words: string): TextRange | null {
  const { text, positions } = flatTextOf(doc)
  const at = text.indexOf(words)
  if (at < 0 || text.indexOf(words, at + 1) >= 0) return null
  const [from, last] = [positions[at], positions[at + words.length - 1]]
  return from === undefined || last === undefined ? null : { from, to: last + 1 }
}

/** Fewer letters are found by chance. */
const LEAST_QUOTE = 3

type FlatText = { readonly text: string; readonly positions: readonly number[] }
const flatTexts = new WeakMap<Node, FlatText>()

/** All words of a document with a space between blocks, and where each letter stands. */
function flatTextOf(doc: Node): FlatText {
  const known = flatTexts.get(doc)
  if (known) return known
  const parts: string[] = []
  const positions: number[] = []
  doc.descendants((node, position) => {
    if (node.isTextblock && parts.length > 0) {
      parts.push(' ')
      positions.push(position)
    }
    if (!node.isText || !node.text) return
    parts.push(node.text)
    for (let index = 0; index < node.text.length; index++) positions.push(position + index)
  })
  const flat = { text: parts.join(''), positions }
  flatTexts.set(doc, flat)
  return flat
}

/**
 * What of a range is known from the quote, to be hung on anew: where copies of a paragraph were made at once, a place that
 * was carried along may have come to stand over a neighbour's letters. Null when nothing is.
 */
export function knownWordsIn(doc: Node, range: TextRange, quote: string): TextRange | null {
  const known = trimTo(doc, range, quote, { start: true, end: quote.length < LIMITS.quoteChars })
  return known && lettersIn(doc, known)
}

const GONE: Found = { place: 'gone', isWhole: false }

/**
 * The anchor of words that are elsewhere now. An end that is still where it was keeps what it hangs on, also when that
 * is deleted: an undo may bring it back.
 *
 * @returns null when nothing has to change
 */
export function movedAnchor(
  { binding, doc, positionOf }: BoundText,
  known: AnchorEnds,
  range: TextRange,
): AnchorEnds | null {
  const fresh = anchorOf(binding, doc, range)
  if (!fresh) return null
  const isAt = (position: Y.RelativePosition | null, place: number) => {
    const at = position && !wasBroughtBack(binding, position) ? positionOf(position) : null
    return at !== null && at <= doc.content.size && textIn(doc, at, place) === ''
  }
  const ends = endsOf(known)
  const start = isAt(ends.start, range.from) ? known.start : fresh.start
  const end = isAt(ends.end, range.to) ? known.end : fresh.end
  return start === known.start && end === known.end ? null : { start, end }
}

function textIn(doc: Node, one: number, other: number): string {
  return doc.textBetween(Math.min(one, other), Math.max(one, other), '')
}

/** By an undo on this page, as a new letter: nobody else can know that it is the same. */
function wasBroughtBack({ doc }: ProsemirrorBinding, position: Y.RelativePosition): boolean {
  const item = itemOf(doc, position)
  return item instanceof Y.Item && item.deleted && item.redone !== null
}

function hasArrived({ store }: Y.Doc, position: Y.RelativePosition): boolean {
  const id = position.item ?? position.type
  return id === null || id.clock < Y.getState(store, id.client)
}

/** An undo that brings letters back makes one new item of many: each stands as far in it as it did in its own. */
function isDeleted(doc: Y.Doc, position: Y.RelativePosition): boolean {
  let { item: id } = position
  let item = itemOf(doc, position)
  while (id !== null && item instanceof Y.Item && item.redone !== null) {
    id = Y.createID(item.redone.client, item.redone.clock + id.clock - item.id.clock)
    item = Y.getItem(doc.store, id)
  }
  return item?.deleted ?? false
}

function itemOf({ store }: Y.Doc, { item: id }: Y.RelativePosition): Y.Item | Y.GC | null {
  return id === null || id.clock >= Y.getState(store, id.client) ? null : Y.getItem(store, id)
}

/**
 * Letters of a paragraph that went as a whole leave no place. What is left of the words begins, or ends, at the other
 * end and reaches as far as it says what the quote says.
 */
function between(doc: Node, from: number | null, to: number | null, quote: string): TextRange | null {
  const { size } = doc.content
  if ((from ?? 0) > size || (to ?? 0) > size) return null
  if (from !== null && to !== null) return from < to ? { from, to } : null
  if (from !== null) {
    const words = doc.textBetween(from, doc.resolve(from).end(), ' ', ' ')
    return { from, to: from + sameLetters([...words], [...quote]) }
  }
  if (to === null) return null
  const words = doc.textBetween(doc.resolve(to).start(), to, ' ', ' ')
  return { from: to - sameLetters([...words].toReversed(), [...quote].toReversed()), to }
}

/** Length, in UTF-16 units, of what two texts have in common at their beginning. */
function sameLetters(words: readonly string[], quote: readonly string[]): number {
  const end = words.findIndex((letter, index) => letter !== quote[index])
  return words.slice(0, end === -1 ? words.length : end).join('').length
}

/** Fewer letters say nothing of where they come from. */
const KNOWN_LETTERS = 4

/**
 * Where an end was deleted, others may have written in its place: what is left of the words reaches as far as its
 * outermost letters are known from the quote. Null when none are.
 */
function trimTo(
  doc: Node,
  range: TextRange,
  quote: string,
  gone: { readonly start: boolean; readonly end: boolean },
): TextRange | null {
  if (!gone.start && !gone.end) return range
  const { text, positions } = flatTextOf(doc)
  let first = positions.findIndex(position => position >= range.from)
  let last = positions.findLastIndex(position => position < range.to)
  const run = Math.min(KNOWN_LETTERS, quote.length)
  if (gone.end)
    while (last >= first && !quote.includes(text.slice(Math.max(first, last + 1 - run), last + 1))) last -= 1
  if (gone.start)
    while (first <= last && !quote.includes(text.slice(first, Math.min(last + 1, first + run)))) first += 1
  const [from, to] = [positions[first], positions[last]]
  return from === undefined || to === undefined || first > last ? null : { from, to: to + 1 }
}
