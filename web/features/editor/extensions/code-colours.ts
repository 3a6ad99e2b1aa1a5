/** Which words of the code blocks of a text have which colour. Comes with the first code block. */
import type { Node } from '@tiptap/pm/model'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { type Part, partsOf } from './code-grammars.ts'

/** Longer blocks stay plain: colouring them would be felt at each key. */
const MOST_CHARS = 20_000

export function colour(doc: Node): DecorationSet {
  const decorations: Decoration[] = []
  doc.descendants((node, position) => {
    if (node.type.name !== 'codeBlock') return node.isBlock
    let from = position + 1
    for (const part of partsIn(node)) {
      const to = from + part.text.length
      if (part.classes.length > 0) decorations.push(Decoration.inline(from, to, { class: part.classes.join(' ') }))
      from = to
    }
    return false
  })
  return DecorationSet.create(doc, decorations)
}

/** Blocks that did not change are the same object: their parts are kept. */
const partsByBlock = new WeakMap<Node, readonly Part[]>()

function partsIn(block: Node): readonly Part[] {
  const before = partsByBlock.get(block)
  if (before) return before
  const { language } = block.attrs
  const text = block.textContent
  const parts = typeof language === 'string' && text.length <= MOST_CHARS ? partsOf(language, text) : []
  partsByBlock.set(block, parts)
  return parts
}
