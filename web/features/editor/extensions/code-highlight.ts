/** Colours in code blocks. Loaded only when a post has a code block: the grammars are larger than the rest of the editor. */
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { common, createLowlight } from 'lowlight'

const lowlight = createLowlight(common)

/** Longer blocks stay plain: colouring them would be felt at each key. */
const MOST_CHARS = 20_000

type Tree = ReturnType<typeof lowlight.highlight>
type Part = { readonly text: string; readonly classes: readonly string[] }

export function codeHighlight(): Plugin {
  const key = new PluginKey<DecorationSet>('codeHighlight')
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, state) => decorate(state.doc),
      apply: (transaction, decorations, _before, state) =>
        transaction.docChanged ? decorate(state.doc) : decorations.map(transaction.mapping, transaction.doc),
    },
    props: { decorations: state => key.getState(state) },
  })
}

/** Blocks that did not change are the same object: their parts are kept. */
const known = new WeakMap<Node, readonly Part[]>()

function decorate(doc: Node): DecorationSet {
  const decorations: Decoration[] = []
  doc.descendants((node, position) => {
    if (node.type.name !== 'codeBlock') return node.isBlock
    let from = position + 1
    for (const part of partsOf(node)) {
      const to = from + part.text.length
      if (part.classes.length > 0) decorations.push(Decoration.inline(from, to, { class: part.classes.join(' ') }))
      from = to
    }
    return false
  })
  return DecorationSet.create(doc, decorations)
}

function partsOf(block: Node): readonly Part[] {
  const before = known.get(block)
  if (before) return before
  const { language } = block.attrs
  const text = block.textContent
  const parts =
    typeof language === 'string' && lowlight.registered(language) && text.length <= MOST_CHARS
      ? flatten(lowlight.highlight(language, text).children, [])
      : []
  known.set(block, parts)
  return parts
}

function flatten(children: Tree['children'], classes: readonly string[]): readonly Part[] {
  return children.flatMap(child => {
    if (child.type === 'text') return [{ text: child.value, classes }]
    if (child.type !== 'element') return []
    const own = child.properties.className
    return flatten(child.children, Array.isArray(own) ? [...classes, ...own.map(String)] : classes)
  })
}
