/**
 * Colours in code blocks. The plugin is there from the beginning, since one that joins later makes the text be drawn
 * anew under the writer's caret; only its grammars come when the post has its first code block.
 */
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'

/** Longer blocks stay plain: colouring them would be felt at each key. */
const MOST_CHARS = 20_000

type Grammars = typeof import('./code-grammars.ts')
type Colours = { readonly grammars: Grammars | null; readonly decorations: DecorationSet }

const key = new PluginKey<Colours>('codeHighlight')

export const CodeHighlight = Extension.create({
  name: 'codeHighlight',
  addProseMirrorPlugins: () => [
    new Plugin<Colours>({
      key,
      state: {
        init: () => ({ grammars: null, decorations: DecorationSet.empty }),
        apply(transaction, { grammars, decorations }, _before, { doc }) {
          const arrived: Grammars | undefined = transaction.getMeta(key)
          const known = arrived ?? grammars
          if (known && (arrived || transaction.docChanged)) return { grammars: known, decorations: colour(doc, known) }
          return { grammars, decorations: decorations.map(transaction.mapping, doc) }
        },
      },
      props: { decorations: state => key.getState(state)?.decorations },
      view: fetchGrammars,
    }),
  ],
})

function fetchGrammars(view: EditorView) {
  let asked = false
  const look = () => {
    if (asked || !hasCode(view.state.doc)) return
    asked = true
    import('./code-grammars.ts').then(
      grammars => {
        if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(key, grammars))
      },
      // Without its chunk (offline) code stays plain; the next change asks again.
      () => {
        asked = false
      },
    )
  }
  look()
  return { update: look }
}

function hasCode(doc: Node): boolean {
  let found = false
  doc.forEach(node => {
    found ||= node.type.name === 'codeBlock'
  })
  return found
}

function colour(doc: Node, grammars: Grammars): DecorationSet {
  const decorations: Decoration[] = []
  doc.descendants((node, position) => {
    if (node.type.name !== 'codeBlock') return node.isBlock
    let from = position + 1
    for (const part of partsOf(node, grammars)) {
      const to = from + part.text.length
      if (part.classes.length > 0) decorations.push(Decoration.inline(from, to, { class: part.classes.join(' ') }))
      from = to
    }
    return false
  })
  return DecorationSet.create(doc, decorations)
}

type Parts = ReturnType<Grammars['partsOf']>

/** Blocks that did not change are the same object: their parts are kept. */
const partsByBlock = new WeakMap<Node, Parts>()

function partsOf(block: Node, grammars: Grammars): Parts {
  const before = partsByBlock.get(block)
  if (before) return before
  const { language } = block.attrs
  const text = block.textContent
  const parts = typeof language === 'string' && text.length <= MOST_CHARS ? grammars.partsOf(language, text) : []
  partsByBlock.set(block, parts)
  return parts
}
