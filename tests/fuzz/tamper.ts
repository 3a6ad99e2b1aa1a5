/** Makes something else of honest updates: bytes first, then what the bytes mean. */
import * as Y from 'yjs'
import type { Random } from './random.ts'

/** @param honest updates to begin with; none is changed */
export function tamper(honest: readonly Uint8Array[], room: Y.Doc, random: Random): Uint8Array {
  const any = (): Uint8Array => honest[random.below(honest.length)] ?? new Uint8Array([0, 0])
  switch (random.below(10)) {
    case 0:
      return flip(any(), random, 1)
    case 1:
      return flip(any(), random, 1 + random.below(8))
    case 2:
      return any().subarray(0, random.below(any().byteLength + 1))
    case 3:
      return splice(any(), any(), random)
    case 4:
      return insertNumber(any(), random)
    case 5:
      return merged([any(), any(), any()], any())
    case 6:
      return merged([flip(any(), random, 1), any()], any())
    case 7:
      return deletionOf(room, random)
    case 8:
      return foreign(room, random)
    default:
      return any()
  }
}

function flip(update: Uint8Array, random: Random, times: number): Uint8Array {
  const bytes = update.slice()
  for (let time = 0; time < times && bytes.length > 0; time++) {
    const at = random.below(bytes.length)
    const before = bytes[at] ?? 0
    // A bit, a small step, or anything: steps reach the neighbouring clock, bits another kind of content.
    const kinds = [before ^ (1 << random.below(8)), before + 1, before - 1, random.below(256)]
    bytes[at] = kinds[random.below(kinds.length)] ?? 0
  }
  return bytes
}

function splice(one: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const head = one.subarray(0, random.below(one.byteLength + 1))
  return Buffer.concat([head, other.subarray(random.below(other.byteLength + 1))])
}

/** A length, a count or a clock of another size: 1 to 8 bytes long. */
function insertNumber(update: Uint8Array, random: Random): Uint8Array {
  const at = random.below(update.byteLength + 1)
  const number = [...Array.from({ length: random.below(8) }, () => 0x80 | random.below(128)), random.below(128)]
  const skip = random.below(3)
  return Buffer.concat([
    update.subarray(0, at),
    Uint8Array.from(number),
    update.subarray(Math.min(update.byteLength, at + skip)),
  ])
}

function merged(updates: readonly Uint8Array[], otherwise: Uint8Array): Uint8Array {
  try {
    return Y.mergeUpdates([...updates])
  } catch {
    return otherwise
  }
}

/** Deletes whatever is there, types and attributes too, as no editor would. */
function deletionOf(room: Y.Doc, random: Random): Uint8Array {
  const copy = copyOf(room)
  const clients = [...copy.store.clients.keys()]
  const client = clients[random.below(clients.length)]
  if (client === undefined) return new Uint8Array([0, 0])
  const before = Y.encodeStateVector(copy)
  copy.transact(transaction => {
    for (let time = 0; time <= random.below(3); time++) {
      const structs = copy.store.clients.get(client) ?? []
      const struct = structs[random.below(structs.length)]
      if (struct instanceof Y.Item) struct.delete(transaction)
    }
  })
  return Y.encodeStateAsUpdate(copy, before)
}

const KINDS = [
  () => new Y.XmlElement('paragraph'),
  () => new Y.XmlElement('table'),
  () => new Y.XmlElement('bulletList'),
  () => new Y.XmlElement('title'),
  () => new Y.XmlElement('script'),
  () => new Y.XmlText('text in the wrong place'),
] as const

/** Well-formed news of another editor: known and unknown nodes anywhere in the tree. */
function foreign(room: Y.Doc, random: Random): Uint8Array {
  const copy = copyOf(room)
  copy.clientID = random.word()
  const before = Y.encodeStateVector(copy)
  copy.transact(() => {
    let holder: Y.XmlFragment = copy.getXmlFragment('body')
    for (let depth = random.below(4); depth > 0; depth--) {
      const elements = holder.toArray().filter(child => child instanceof Y.XmlElement)
      const next = elements[random.below(Math.max(1, elements.length))]
      if (next) holder = next
    }
    const kind = KINDS[random.below(KINDS.length)] ?? KINDS[0]
    holder.insert(random.below(holder.length + 1), [kind()])
    if (holder instanceof Y.XmlElement) holder.setAttribute('level', String(random.below(9)))
    copy.getMap('fields').set(`key ${random.below(3)}`, random.below(9))
  })
  return Y.encodeStateAsUpdate(copy, before)
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}
