/** What ties a text editor to an open post: shared text with undo of one's own changes only, and everyone's carets. */
import type { Extensions } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import type { Transaction } from '@tiptap/pm/state'
import { yCursorPluginKey, ySyncPluginKey } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import { BODY } from '#domain/text/schema.ts'
import { readCaret } from './browser-caret.ts'
import { careful, holdPlaceholders } from './careful-binding.ts'
import { FreshCaretPlace } from './caret-place.ts'
import { createCarets } from './carets.ts'
import type { PostSession } from './post-session.ts'
import { UndoSteps } from './undo-steps.ts'

const CarefulCollaboration = Collaboration.extend({
  addKeyboardShortcuts() {
    // A key that is not taken is tried again without Shift: with nothing to redo it would undo, and with nothing to undo
    // the browser would take back what it remembers of the page. SPEC PR60.
    const taken = (command: 'undo' | 'redo') => () => {
      this.editor.commands[command]()
      return true
    }
    return { 'Mod-z': taken('undo'), 'Mod-y': taken('redo'), 'Shift-Mod-z': taken('redo') }
  },
  addProseMirrorPlugins() {
    const plugins = this.parent?.() ?? []
    return [
      ...plugins.map(plugin => (plugin.spec.key === ySyncPluginKey ? careful(plugin) : plugin)),
      holdPlaceholders(),
    ]
  },
})

/** The text and its undo, without anybody's caret: all that an editor without a screen needs. */
export function sharedText(document: Y.Doc): Extensions {
  return [CarefulCollaboration.configure({ document, field: BODY }), FreshCaretPlace, UndoSteps]
}

type Dispatch = { readonly transaction: Transaction; readonly next: (transaction: Transaction) => void }

export function liveEditing(session: PostSession): Extensions {
  const carets = createCarets(session.awareness)
  return [
    ...sharedText(session.doc),
    CollaborationCaret.extend({
      dispatchTransaction({ transaction, next }: Dispatch) {
        if (transaction.getMeta(yCursorPluginKey) && !this.editor.isDestroyed) {
          readCaret(this.editor.view)
          const { selection } = this.editor.state
          // It was made with the caret of before.
          if (!transaction.selection.eq(selection)) transaction.setSelection(selection)
        }
        next(transaction)
      },
      onDestroy() {
        carets.stop()
      },
    }).configure({
      provider: carets.provider,
      user: {},
      render: carets.render,
      selectionRender: carets.renderSelection,
    }),
  ]
}
