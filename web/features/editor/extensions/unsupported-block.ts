/** What stands in the text for a block that this page cannot build: says so, shows its words, and cannot be typed in. */
import { Node } from '@tiptap/core'
import { UNSUPPORTED, type UnfitCause } from '#web/realtime/unfit.ts'
import { unsupportedWords } from '../format.ts'

export const UnsupportedBlock = Node.create({
  name: UNSUPPORTED,
  group: 'block',
  atom: true,
  selectable: true,
  draggable: false,
  addAttributes: () => ({ cause: { default: 'unknown' }, text: { default: '' } }),
  // Nothing is read back from HTML: pasted, it is plain words.
  renderHTML({ node }) {
    const label = unsupportedWords(causeOf(node.attrs.cause))
    return [
      'div',
      { class: 'unsupported', role: 'group', 'aria-label': label },
      ['strong', label],
      ['p', String(node.attrs.text)],
    ]
  },
  renderText: ({ node }) => String(node.attrs.text),
})

function causeOf(value: unknown): UnfitCause {
  return value === 'misfit' ? 'misfit' : 'unknown'
}
