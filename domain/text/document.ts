/** A post's document in its two forms: the Y.Doc that people edit, and the ProseMirror JSON that is frozen and published. */
import { Fragment, Mark, Node } from '@tiptap/pm/model'
import { prosemirrorToYXmlFragment } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { toAttributes } from './attributes.ts'
import { BODY, editorSchema } from './schema.ts'
import { toStorableText } from './storable-text.ts'

type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }

export type JsonMark = { type: string; attrs?: { [name: string]: JsonValue } }

/** ProseMirror JSON of a node, as `Node.toJSON()` writes it; the top one is `doc`, whose first child is `title`. */
export type JsonNode = {
  type: string
  attrs?: { [name: string]: JsonValue }
  content?: JsonNode[]
  marks?: JsonMark[]
  text?: string
}

/**
 * A new Y.Doc with the given document in its fragment `body`.
 *
 * @param clientId Yjs client id of whoever is its author; random if left out
 * @throws {RangeError} for JSON that is not a document of the schema
 */
export function docFromJson(json: JsonNode, clientId?: number): Y.Doc {
  const node = nodeFromJson(json)
  const doc = new Y.Doc()
  if (clientId !== undefined) doc.clientID = clientId
  prosemirrorToYXmlFragment(node, doc.getXmlFragment(BODY))
  return doc
}

/** @throws {RangeError} for JSON that is not a document of the schema */
export function nodeFromJson(json: JsonNode): Node {
  const node = Node.fromJSON(editorSchema, json)
  node.check()
  return node
}

/**
 * The document as an editor shows it: what the schema refuses is left out, as the editor leaves it out. Unlike the
 * binding's own conversion this one never writes into the Y.Doc it reads.
 */
export function jsonOf(doc: Y.Doc): JsonNode {
  const nodes = doc.getXmlFragment(BODY).toArray().flatMap(nodesOf)
  return editorSchema.topNodeType.create(null, fitDocument(nodes)).toJSON() as JsonNode
}

/** What an editor shows of one child of the fragment: one node, or none. */
export function nodesOf(type: Y.XmlElement | Y.XmlText | Y.XmlHook): Node[] {
  if (type instanceof Y.XmlText) return textNodesOf(type)
  if (!(type instanceof Y.XmlElement)) return []
  const nodeType = editorSchema.nodes[type.nodeName]
  if (!nodeType || nodeType.isText) return []
  const children = type.toArray().flatMap(nodesOf)
  try {
    return [nodeType.createChecked(toAttributes(nodeType, type.getAttributes()), children)]
  } catch {
    return []
  }
}

function textNodesOf(text: Y.XmlText): Node[] {
  const parts = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]
  return parts.flatMap(({ insert, attributes = {} }) =>
    typeof insert === 'string' && insert.length > 0
      ? [editorSchema.text(toStorableText(insert), marksOf(attributes))]
      : [],
  )
}

/** Two people may give one word marks that exclude each other, as code and italic do: the excluding one stays. */
export function marksOf(attributes: Record<string, unknown>): readonly Mark[] {
  return Object.entries(attributes)
    .flatMap(markOf)
    .reduce((marks, mark) => mark.addToSet(marks), Mark.none)
}

function markOf([name, raw]: [string, unknown]): Mark[] {
  const type = editorSchema.marks[name]
  if (!type || raw === null) return []
  return [type.create(toAttributes(type, isRecord(raw) ? raw : {}))]
}

/** Title first and at least one block after it, whatever the fragment holds. */
function fitDocument(nodes: readonly Node[]): Fragment {
  const { title, paragraph } = editorSchema.nodes
  if (!title || !paragraph) throw new Error('The schema has no title or no paragraph')
  const heading = nodes.find(node => node.type === title) ?? title.create()
  const blocks = nodes.filter(node => node.type !== title && node.isBlock && node.type.isInGroup('block'))
  return Fragment.fromArray([heading, ...(blocks.length > 0 ? blocks : [paragraph.create()])])
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
