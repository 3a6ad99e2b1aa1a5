/** Mentions that an update brings into a text. */
import * as Y from 'yjs'

type NewMention = {
  readonly id: string
  readonly userId: string
  /** Yjs client that wrote it. */
  readonly client: number
}

const NODE = 'mention'
const NODE_BYTES = new TextEncoder().encode(NODE)

/** Whether a change that was just made may hold any: cheap enough to be asked of every keystroke. */
export function mayMention(update: Uint8Array, { changed }: Y.Transaction): boolean {
  // A node that is there already may become another person's by its attributes alone.
  for (const type of changed.keys()) if (isMention(type)) return true
  return holdsName(update)
}

/**
 * @param doc holds the update already
 * @returns those that stand in the text now; nothing for what is no mention
 */
export function newMentionsIn(update: Uint8Array, doc: Y.Doc): readonly NewMention[] {
  const found = new Map<string, NewMention>()
  for (const struct of Y.decodeUpdate(update).structs) {
    const item = struct instanceof Y.Item ? Y.getItem(doc.store, struct.id) : null
    if (!(item instanceof Y.Item) || item.deleted) continue
    const type = item.content instanceof Y.ContentType ? item.content.type : item.parent
    if (!isMention(type) || type._item?.deleted) continue
    const { id, userId } = type.getAttributes() as { id?: unknown; userId?: unknown }
    if (isName(id) && isName(userId)) found.set(id, { id, userId, client: struct.id.client })
  }
  return [...found.values()]
}

function isMention(type: unknown): type is Y.XmlElement {
  return type instanceof Y.XmlElement && type.nodeName === NODE
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(value)
}

function holdsName(update: Uint8Array): boolean {
  const [first = 0] = NODE_BYTES
  for (let at = update.indexOf(first); at !== -1; at = update.indexOf(first, at + 1)) {
    if (NODE_BYTES.every((byte, index) => update[at + index] === byte)) return true
  }
  return false
}
