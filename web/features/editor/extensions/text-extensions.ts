/** The schema of domain/text with the behaviours an editor adds: keys, link rules, placeholders, drop and gap cursors. */
import { type AnyExtension, Extension, type Extensions } from '@tiptap/core'
import { ListKeymap } from '@tiptap/extension-list'
import { Dropcursor, Gapcursor, Placeholder } from '@tiptap/extensions'
import { Plugin, TextSelection } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { parseLinkAddress } from '#domain/text/link-address.ts'
import { editorExtensions } from '#domain/text/schema.ts'
import { withImageView } from './image-view.ts'
import { UnsupportedBlock } from './unsupported-block.ts'

const TITLE_PLACEHOLDER = 'Title'
const BODY_PLACEHOLDER = 'Write, or press / for more'

export function textExtensions(): Extensions {
  return [
    ...editorExtensions.map(withLinkRules).map(withImageView),
    UnsupportedBlock,
    ListKeymap,
    Dropcursor.configure({ color: 'var(--accent)', width: 2 }),
    Gapcursor,
    Placeholder.configure({
      showOnlyCurrent: false,
      placeholder: ({ editor, node }) => {
        if (node.type.name === 'title') return TITLE_PLACEHOLDER
        return node.type.name === 'paragraph' && editor.state.doc.childCount === 2 ? BODY_PLACEHOLDER : ''
      },
    }),
    TitleKeys,
    EmptyTitle,
  ]
}

function withLinkRules(extension: AnyExtension): AnyExtension {
  if (extension.name !== 'link') return extension
  return extension.configure({
    isAllowedUri: (url: string) => parseLinkAddress(url) !== null,
    autolink: true,
    linkOnPaste: true,
    openOnClick: false,
    HTMLAttributes: { target: null, rel: 'noopener noreferrer', class: null },
  })
}

/** Enter leaves the title instead of making lines of it; the empty first paragraph is used before a new one is made. */
const TitleKeys = Extension.create({
  name: 'titleKeys',
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const { $from, empty } = editor.state.selection
        if ($from.parent.type.name !== 'title') return false
        const next = editor.state.doc.maybeChild(1)
        const atEnd = empty && $from.parentOffset === $from.parent.content.size
        if (!atEnd || next?.type.name !== 'paragraph' || next.content.size > 0) return false
        const after = $from.after() + 1
        return editor.commands.command(({ tr, dispatch }) => {
          dispatch?.(tr.setSelection(TextSelection.create(tr.doc, after)).scrollIntoView())
          return true
        })
      },
      'Shift-Enter': ({ editor }) => editor.state.selection.$from.parent.type.name === 'title',
    }
  },
})

/** A heading without words is still named to those who hear the page: what is drawn in it is no text. */
const EmptyTitle = Extension.create({
  name: 'emptyTitle',
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        decorations: ({ doc }) => {
          const title = doc.firstChild
          if (!title || title.content.size > 0) return null
          return DecorationSet.create(doc, [Decoration.node(0, title.nodeSize, { 'aria-label': TITLE_PLACEHOLDER })])
        },
      },
    }),
  ],
})
