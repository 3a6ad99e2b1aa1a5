/** Puts a block into a text where its schema allows one. */
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { toYjs } from '../change-document.ts'
import { BODY, editorSchema } from '../schema.ts'

/** After it, or after the first block around it that may have such a child there; taken apart where none may. */
export function putAfter(doc: Y.Doc, child: Y.XmlElement, node: Node): void {
  for (let at = child; ; ) {
    const { parent } = at
    if (parent instanceof Y.XmlFragment && fits(parent, at, node)) {
      parent.insertAfter(at, toYjs([node]))
      return
    }
    if (!(parent instanceof Y.XmlElement)) break
    at = parent
  }
  if (node.isTextblock || node.isLeaf) return
  for (const inner of [...node.children].toReversed()) putAfter(doc, child, inner)
}

export function putBefore(doc: Y.Doc, next: Y.XmlElement, node: Node): void {
  let at = next
  while (at.parent instanceof Y.XmlElement && !at.prevSibling) at = at.parent
  const previous = at.prevSibling
  if (previous instanceof Y.XmlElement) putAfter(doc, previous, node)
  else putAtEnd(doc, node)
}

export function putAtEnd(doc: Y.Doc, node: Node): void {
  const last = doc
    .getXmlFragment(BODY)
    .toArray()
    .findLast(child => child instanceof Y.XmlElement)
  if (last) putAfter(doc, last, node)
}

/** Whether the parent may have such a child after this one. */
function fits(parent: Y.XmlFragment, child: Y.XmlElement, { type }: Node): boolean {
  const parentType = parent instanceof Y.XmlElement ? editorSchema.nodes[parent.nodeName] : editorSchema.topNodeType
  let match = parentType?.contentMatch ?? null
  for (const other of parent.toArray()) {
    const otherType = other instanceof Y.XmlElement ? editorSchema.nodes[other.nodeName] : undefined
    if (otherType) match = match?.matchType(otherType) ?? null
    if (other === child) break
  }
  return match?.matchType(type) !== null && match !== null
}

export function itemOf(doc: Y.Doc, id: Y.ID): Y.Item {
  const item: unknown = Y.getItem(doc.store, id)
  if (!(item instanceof Y.Item)) throw new Error('What stands in the past is not in its copy')
  return item
}

export function elementIn(doc: Y.Doc, id: Y.ID): Y.XmlElement {
  const { content } = itemOf(doc, id)
  if (!(content instanceof Y.ContentType && content.type instanceof Y.XmlElement)) throw new Error('It is no element')
  return content.type
}
