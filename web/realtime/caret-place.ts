/**
 * The binding remembers where the caret was before a change of others, as a number too, and looks that number up in the
 * text as it is when the change is shown. Where the text has become shorter meanwhile it throws: the change is not
 * shown, and the next key here deletes it. That happens after an undo, for which it remembers a place of long ago, and
 * when one change of others makes the binding repair the text and so comes in two parts. Here no place outlives the
 * text that it was taken from. SPEC CN60.
 */
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { getRelativeSelection, ProsemirrorBinding, ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap'
import { UndoManager } from 'yjs'

export const caretPlaceKey = new PluginKey('caretPlace')

/** Stands after the extension that brings binding and undo: it speaks when those have spoken. */
export const FreshCaretPlace = Extension.create({
  name: 'caretPlace',
  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: caretPlaceKey,
        view: ({ state }) => {
          const binding: unknown = ySyncPluginKey.getState(state)?.binding
          const undoManager: unknown = yUndoPluginKey.getState(state)?.undoManager
          if (!(binding instanceof ProsemirrorBinding) || !(undoManager instanceof UndoManager)) return {}
          // Null is what it begins with; its types do not say so.
          const forget = () => Reflect.set(binding, 'beforeTransactionSelection', null)
          undoManager.on('stack-item-popped', forget)
          return {
            update: (view, before) => {
              if (binding.beforeTransactionSelection === null || view.state.doc === before.doc) return
              binding.beforeTransactionSelection = getRelativeSelection(binding, view.state)
            },
            destroy: () => undoManager.off('stack-item-popped', forget),
          }
        },
      }),
    ]
  },
})
