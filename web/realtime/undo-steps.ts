/**
 * What one writes within half a second is one step of undo. Who selects something in between and deletes it would lose
 * what they had just typed: undo takes back both, and redo brings both. A caret or selection that is put somewhere ends
 * the step. SPEC PR640.
 */
import { Extension } from '@tiptap/core'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import type { UndoManager } from 'yjs'

/** Stands after the extension that brings undo. */
export const UndoSteps = Extension.create({
  name: 'undoSteps',
  onSelectionUpdate({ editor, transaction }) {
    if (transaction.docChanged || editor.view.composing) return
    const { undoManager }: { undoManager: UndoManager } = yUndoPluginKey.getState(editor.state)
    undoManager.stopCapturing()
  },
})
