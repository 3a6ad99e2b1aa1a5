/** What a row swept away, in the order of the text: words of blocks that others could see, and blocks that nobody had seen. */
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { toAttributes } from '../attributes.ts'
import { marksOf } from '../document.ts'
import { editorSchema } from '../schema.ts'
import { toStorableText } from '../storable-text.ts'
import { holds, type Ids } from './ids.ts'
import { elementsIn, idOf, isTextblock, itemsIn, type Past, type Step } from './past.ts'
import { isSomething } from './swept-by.ts'
import { attributesOf, lettersOf, segmentsOf, type Unit, unitsOf } from './units.ts'

/** Letters that stand side by side, and where the first of them does among the units of its block. */
type Run = { readonly gap: number; readonly units: readonly Unit[] }
export type Piece =
  | { readonly kind: 'words'; readonly client: number; readonly block: Y.XmlElement; readonly runs: readonly Run[] }
  | { readonly kind: 'block'; readonly client: number; readonly element: Y.XmlElement; readonly nodes: readonly Node[] }

export function piecesOf(past: Past, { swept }: Step): readonly Piece[] {
  const pieces: Piece[] = []
  const visit = (parent: Y.XmlFragment) => {
    for (const element of elementsIn(parent)) {
      if (holds(swept, idOf(element))) {
        const nodes = nodesOfSwept(past, element, swept)
        if (nodes.length > 0) pieces.push({ kind: 'block', client: idOf(element).client, element, nodes })
      } else if (isTextblock(element)) {
        const runs = runsIn(past, element, swept)
        const client = runs[0]?.units[0]?.id.client
        if (client !== undefined) pieces.push({ kind: 'words', client, block: element, runs })
      } else visit(element)
    }
  }
  visit(past.body)
  return pieces
}

/** What stands side by side; what had gone before is not between. */
function runsIn(past: Past, block: Y.XmlElement, swept: Ids): readonly Run[] {
  const removed = past.removalOf(idOf(block))?.removed ?? new Map()
  const units = unitsOf(block, id => holds(removed, id) || past.wasSwept(id))
  const runs: { readonly gap: number; readonly units: Unit[] }[] = []
  let open = false
  for (const [gap, unit] of units.entries()) {
    if (holds(swept, unit.id)) {
      if (open) runs.at(-1)?.units.push(unit)
      else runs.push({ gap, units: [unit] })
      open = true
    } else if (unit.isThere || holds(removed, unit.id) || past.wasSwept(unit.id)) open = false
  }
  return runs.filter(run => run.units.some(({ words }) => words !== ''))
}

/**
 * A block that nobody else had seen, or what of it the schema takes; none without anything in it that somebody would miss.
 *
 * @param swept letters that are to be in it
 */
export function nodesOfSwept(past: Past, element: Y.XmlElement, swept: Ids): readonly Node[] {
  const nodesIn = (element: Y.XmlElement): readonly Node[] => {
    const type = editorSchema.nodes[element.nodeName]
    if (!type || type.isText) return []
    const children = [...itemsIn(element)].flatMap(({ content, id }): readonly Node[] => {
      if (!(content instanceof Y.ContentType)) return []
      if (content.type instanceof Y.XmlText) return textsIn(past, content.type, swept)
      return content.type instanceof Y.XmlElement && past.wasSwept(id) ? nodesIn(content.type) : []
    })
    try {
      return [type.createChecked(toAttributes(type, attributesOf(element)), children)]
    } catch {
      return children.filter(({ isBlock }) => isBlock)
    }
  }
  return nodesIn(element).filter(saysAnything)
}

function textsIn(past: Past, text: Y.XmlText, swept: Ids): readonly Node[] {
  const letters = lettersOf(text, past.wasSwept).filter(({ id }) => holds(swept, id))
  return segmentsOf(letters).map(({ words, marks }) => editorSchema.text(toStorableText(words), marksOf(marks)))
}

/** Whether it is more than an empty block. */
function saysAnything(node: Node): boolean {
  let found = node.isText ? node.text?.trim() !== '' : isSomething(node.type.name)
  node.forEach(child => {
    found ||= saysAnything(child)
  })
  return found
}

export function paragraphOf(words: string): Node {
  const { paragraph } = editorSchema.nodes
  if (!paragraph) throw new Error('The schema has no paragraph')
  return paragraph.create(null, editorSchema.text(toStorableText(words)))
}
