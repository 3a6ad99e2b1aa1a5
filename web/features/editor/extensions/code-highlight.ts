/**
 * Colours in code blocks. The plugin is there from the beginning, since one that joins later makes the text be drawn
 * anew under the writer's caret; what colours comes when the post has its first code block.
 */
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { DecorationSet, type EditorView } from '@tiptap/pm/view'
import { dispatchWithCaret } from '#web/realtime/browser-caret.ts'

type Colour = typeof import('./code-colours.ts').colour
type Colours = { readonly colour: Colour | null; readonly decorations: DecorationSet }

const key = new PluginKey<Colours>('codeHighlight')

export const CodeHighlight = Extension.create({
  name: 'codeHighlight',
  addProseMirrorPlugins: () => [
    new Plugin<Colours>({
      key,
      state: {
        init: () => ({ colour: null, decorations: DecorationSet.empty }),
        apply(transaction, { colour, decorations }, _before, { doc }) {
          const arrived: Colour | undefined = transaction.getMeta(key)
          const known = arrived ?? colour
          if (known && (arrived || transaction.docChanged)) return { colour: known, decorations: known(doc) }
          return { colour, decorations: decorations.map(transaction.mapping, doc) }
        },
      },
      props: { decorations: state => key.getState(state)?.decorations },
      view: fetchColours,
    }),
  ],
})

function fetchColours(view: EditorView) {
  let asked = false
  const look = () => {
    if (asked || !hasCode(view.state.doc)) return
    asked = true
    import('./code-colours.ts').then(
      ({ colour }) => dispatchWithCaret(view, tr => tr.setMeta(key, colour)),
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
