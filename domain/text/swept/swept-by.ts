/**
 * Words that went with a block although nobody took them out. Who makes a paragraph a heading replaces it in Yjs; what
 * others are typing into it then goes with it, unseen: an update names every letter that its author saw go, so what is gone
 * and not named was swept away.
 *
 *   seen first  ─ Anna's letter ─▶ Ben's heading ─▶ gone with the block that Ben's row removes, and not named by it
 *   comes later ─ Ben's heading ─▶ Anna's letter ─▶ gone as it comes: its block is not there any more
 *
 * And the other way round: what Anna takes out of a block that Ben replaces stands in the new one as if she had not.
 */
import * as Y from 'yjs'
import { editorSchema } from '../schema.ts'
import { holds, type Ids, idsAdded, without } from './ids.ts'

const NOTHING: Ids = new Map()

/** What an update says was taken out, by whomever. */
export function namedBy(update: Uint8Array): Ids {
  // No deletion ends with a zero: of most updates nothing has to be read.
  return update.at(-1) === 0 ? NOTHING : Y.decodeUpdate(update).ds.clients
}

/**
 * Whether a row has to be looked at more closely: it swept away something that somebody would miss, or takes out letters
 * of a block that another one replaced. To be asked while what it removed is still held (afterTransaction).
 */
export function isDoubtful(transaction: Y.Transaction, update: Uint8Array): boolean {
  const removed: Ids = transaction.deleteSet.clients
  const named = namedBy(update)
  return (
    hasWords(transaction.doc, without(removed, named)) ||
    wordsWithoutPlace(transaction, update).length > 0 ||
    (named.size > 0 && takesOutElsewhere(transaction, named))
  )
}

export function hasWords(doc: Y.Doc, ids: Ids): boolean {
  for (const struct of structsOf(doc, ids)) if (isWorthKeeping(struct)) return true
  return false
}

/** Words of a row whose place is not even remembered any more; each piece in the order of its ids. */
export function wordsWithoutPlace(transaction: Y.Transaction, update: Uint8Array): readonly string[] {
  const collected = idsOf([...structsOf(transaction.doc, idsAdded(transaction))].filter(isCollected))
  if (collected.size === 0) return []
  const { structs, ds } = Y.decodeUpdate(update)
  return structs.flatMap(struct =>
    struct instanceof Y.Item &&
    struct.content instanceof Y.ContentString &&
    holds(collected, struct.id) &&
    !holds(ds.clients, struct.id)
      ? [struct.content.str]
      : [],
  )
}

/** A picture, a mention, a line: what is worth something without words in it. */
export function isSomething(nodeName: string): boolean {
  return nodeName !== 'hardBreak' && editorSchema.nodes[nodeName]?.isLeaf === true
}

/** Applies it. @returns whether it has to be looked at more closely */
export function applyLooking(doc: Y.Doc, update: Uint8Array, origin?: unknown): boolean {
  let doubtful = false
  const look = (transaction: Y.Transaction) => {
    doubtful = isDoubtful(transaction, update)
  }
  applyAndLook(doc, update, look, origin)
  return doubtful
}

/** Applies it, and looks while what it removed is still held. */
export function applyAndLook(
  doc: Y.Doc,
  update: Uint8Array,
  look: (transaction: Y.Transaction) => void,
  origin?: unknown,
): void {
  doc.once('afterTransaction', look)
  try {
    Y.applyUpdate(doc, update, origin)
  } finally {
    doc.off('afterTransaction', look)
  }
}

/** Names what had gone before with its block, or what had gone from a block that goes only now. */
function takesOutElsewhere({ doc, deleteSet }: Y.Transaction, named: Ids): boolean {
  for (const struct of structsOf(doc, without(named, deleteSet.clients))) {
    if (isCollected(struct)) return true
    const text = struct.parent instanceof Y.AbstractType ? struct.parent._item : null
    if (text && holds(deleteSet.clients, text.id)) return true
  }
  return false
}

function isWorthKeeping(struct: Y.Item | Y.GC): boolean {
  if (!(struct instanceof Y.Item) || struct.parentSub !== null) return false
  const { content } = struct
  if (content instanceof Y.ContentString) return true
  return content instanceof Y.ContentType && content.type instanceof Y.XmlElement && isSomething(content.type.nodeName)
}

function isCollected(struct: Y.Item | Y.GC): struct is Y.GC {
  return struct instanceof Y.GC
}

/** Structs that hold any of the ids. */
function* structsOf({ store }: Y.Doc, ids: Ids): Generator<Y.Item | Y.GC> {
  for (const [client, ranges] of ids) {
    const structs = store.clients.get(client) ?? []
    for (const { clock, len } of ranges) {
      for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
        const struct = structs[index]
        if (!struct || struct.id.clock >= clock + len) break
        yield struct
      }
    }
  }
}

function idsOf(structs: readonly Y.GC[]): Ids {
  const ids = new Map<number, { clock: number; len: number }[]>()
  for (const { id, length } of structs) {
    const ranges = ids.get(id.client) ?? []
    ranges.push({ clock: id.clock, len: length })
    ids.set(id.client, ranges)
  }
  return ids
}
