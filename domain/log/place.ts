/**
 * Where a new struct would stand, and whether its kind belongs there. An item may name its parent, or reach it only
 * through its neighbours, so the place is looked up through all of them before kind and depth are judged.
 *
 *   body (fragment) ─ elements ─ elements | texts ─ characters and marks
 *   fields (map) ─ plain values | under a key `text:…` words ─ characters
 */
import * as Y from 'yjs'
import { LIMITS } from '#domain/contract/limits.ts'
import { TEXT_PREFIX } from '#domain/text/post-fields.ts'
import type { Struct } from './decode-update.ts'
import { isPlainKey } from './plain-value.ts'

/** Names that the editor's schema knows. */
export type SchemaNames = { readonly nodes: ReadonlySet<string>; readonly marks: ReadonlySet<string> }

export class Misplaced extends Error {
  override readonly name = 'Misplaced'
}

/** `gone`: what it hangs on was collected, so it will be collected too. */
type Place =
  | { readonly kind: 'gone' }
  | { readonly kind: 'body' | 'fields'; readonly key: string | null; readonly depth: number; readonly owner: string }
  | {
      readonly kind: 'element' | 'text' | 'words'
      readonly key: string | null
      readonly depth: number
      readonly owner: string
    }

const GONE: Place = { kind: 'gone' }
/** An honest chain of neighbours inside one update is known from the structs before it; a long one is built by hand. */
const STEPS = 1000

/** @param options.find gives a struct of the update, where the id is one of its */
export function createPlaces(options: {
  readonly doc: Y.Doc
  readonly find: (id: Y.ID) => Struct | null
  /** Whether the update itself takes out the whole of it. */
  readonly takesOut: (struct: Struct) => boolean
  readonly names: SchemaNames
}) {
  const { doc, names, takesOut } = options
  const placeByItem = new Map<Y.Item, Place>()

  const find = (id: Y.ID): Struct => {
    if (id.clock < Y.getState(doc.store, id.client)) return Y.getItem(doc.store, id)
    const found = options.find(id)
    if (!found) throw new Misplaced('it builds on a struct that is not there')
    return found
  }

  const placeOf = (item: Y.Item, steps = 0): Place => {
    const known = placeByItem.get(item)
    if (known) return known
    if (steps > STEPS) throw new Misplaced('its neighbours are tangled')
    const place = lookUp(item, steps + 1)
    placeByItem.set(item, place)
    return place
  }

  const lookUp = (item: Y.Item, steps: number): Place => {
    // An item of the document has its parent at hand; one from the update has ids.
    if (item.parent instanceof Y.AbstractType) return placeInType(item.parent, item.parentSub)
    const left = item.origin && placeBeside(item.origin, steps)
    const right = item.rightOrigin && placeBeside(item.rightOrigin, steps)
    // What is collected goes with everything around it: a neighbour that is gone and one that is not never stood together.
    if (left && right && !isSamePlace(left, right)) throw new Misplaced('its neighbours stand in different places')
    const beside = left ?? right
    if (beside) return beside
    if (typeof item.parent === 'string') return placeInRoot(item.parent, item.parentSub)
    if (item.parent instanceof Y.ID) return placeInItem(find(item.parent), item.parentSub, steps)
    // Neighbours in the document whose place was collected.
    return GONE
  }

  const placeBeside = (id: Y.ID, steps: number): Place => {
    const neighbour = find(id)
    return neighbour instanceof Y.Item ? placeOf(neighbour, steps) : GONE
  }

  const placeInType = (type: Y.AbstractType<unknown>, key: string | null): Place => {
    const holder = type._item
    return holder === null ? placeInRoot(rootNameOf(type), key) : placeInItem(holder, key, 0)
  }

  const placeInItem = (holder: Struct, key: string | null, steps: number): Place => {
    if (!(holder instanceof Y.Item)) return GONE
    // A deleted type keeps its place; its content may be gone.
    if (holder.content instanceof Y.ContentDeleted) return GONE
    if (!(holder.content instanceof Y.ContentType)) throw new Misplaced('its parent cannot hold anything')
    const around = placeOf(holder, steps)
    if (around.kind === 'gone') return GONE
    const type = holder.content.type
    const owner = `${holder.id.client}:${holder.id.clock}`
    const depth = around.depth + 1
    if (type instanceof Y.XmlElement) return { kind: 'element', key, depth, owner }
    if (type instanceof Y.XmlText) return { kind: 'text', key, depth, owner }
    if (type instanceof Y.Text) return { kind: 'words', key, depth, owner }
    throw new Misplaced('its parent is of an unknown kind')
  }

  const rootNameOf = (type: Y.AbstractType<unknown>): string => {
    for (const [name, root] of doc.share) if (root === type) return name
    throw new Misplaced('its root has no name')
  }

  return {
    /** @throws {Misplaced} */
    check(item: Y.Item): void {
      // What is gone here may still stand in a copy that keeps it for undo, so a key is looked at by itself.
      if (item.parentSub !== null) checkKey(item.parentSub, item, takesOut)
      const place = placeOf(item)
      if (place.kind === 'gone') return
      if (place.key !== null) checkKey(place.key, item, takesOut)
      if (item.content instanceof Y.ContentDeleted) return
      if (place.depth > LIMITS.depth) throw new Misplaced('nested too deeply')
      checkKind(item.content, place, names)
    },
  }
}

function placeInRoot(name: string, key: string | null): Place {
  if (name === 'body' && key === null) return { kind: 'body', key, depth: 0, owner: name }
  if (name === 'fields' && key !== null) return { kind: 'fields', key, depth: 0, owner: name }
  throw new Misplaced('unknown root, or a root used as what it is not')
}

function isSamePlace(one: Place, other: Place): boolean {
  if (one.kind === 'gone' || other.kind === 'gone') return one.kind === other.kind
  return one.kind === other.kind && one.owner === other.owner && one.key === other.key
}

function checkKey(key: string, item: Y.Item, takesOut: (struct: Struct) => boolean): void {
  const { content, length } = item
  if (!isPlainKey(key)) throw new Misplaced('a key that means something to JavaScript')
  if (content instanceof Y.ContentDeleted) return
  if (key.startsWith(TEXT_PREFIX) && isWords(content)) return
  // Of several values under one key each would be the value for a while, in a copy that splits them. Who sets one again and
  // again without a connection has the earlier ones in one piece, and all of them are gone.
  const isOne = length === 1 || takesOut(item)
  if (!(content instanceof Y.ContentAny) || !isOne) throw new Misplaced('not one plain value under a key')
}

function checkKind(content: Y.Item['content'], place: Exclude<Place, { kind: 'gone' }>, names: SchemaNames): void {
  switch (place.kind) {
    case 'fields':
      if (content instanceof Y.ContentAny || isWords(content)) return
      break
    case 'words':
      if (place.key === null && content instanceof Y.ContentString) return
      break
    case 'body':
      if (isElement(content, names)) return
      break
    case 'element':
      if (place.key !== null ? content instanceof Y.ContentAny : isElement(content, names) || isText(content)) return
      break
    case 'text':
      if (place.key !== null) break
      if (content instanceof Y.ContentString) return
      if (content instanceof Y.ContentFormat && isMark(content.key, names)) return
      break
  }
  throw new Misplaced(`${content.constructor.name} does not belong in ${place.kind}`)
}

function isElement(content: Y.Item['content'], names: SchemaNames): boolean {
  return (
    content instanceof Y.ContentType && content.type instanceof Y.XmlElement && names.nodes.has(content.type.nodeName)
  )
}

/** Y.XmlText is a Y.Text; a plain Y.Text is not what an editor writes. */
function isText(content: Y.Item['content']): boolean {
  return content instanceof Y.ContentType && content.type instanceof Y.XmlText
}

/** Text without marks, as fields have it. */
function isWords(content: Y.Item['content']): boolean {
  return content instanceof Y.ContentType && content.type instanceof Y.Text && !isText(content)
}

/** Marks that may overlap themselves carry a hash after their name (y-prosemirror). */
function isMark(key: string, names: SchemaNames): boolean {
  const [name = ''] = key.split('--', 1)
  return names.marks.has(name)
}
