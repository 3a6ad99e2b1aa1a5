/**
 * The editor of the page without a screen: all its extensions, its commands and its plugins' state, with the real binding
 * to Yjs and the real undo. The editor runs unmounted, and the views of the plugins that decide what is written into
 * the Y.Doc are driven as ProseMirror's own view drives them: made once, told of every new state.
 */
import { Editor, type Extensions } from '@tiptap/core'
import type { EditorState, PluginView } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import { commentMarksKey } from '#web/features/editor/extensions/comment-marks.ts'
import { textExtensions } from '#web/features/editor/extensions/text-extensions.ts'
import { caretPlaceKey } from '#web/realtime/caret-place.ts'
import { sharedText } from '#web/realtime/editing.ts'

export type HeadlessEditor = {
  readonly editor: Editor
  readonly undoManager: Y.UndoManager
  readonly close: () => void
}

const EMPTY = { type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] }
/** Plugins that decide what is written into the Y.Doc, or follow it; the views of all others only draw. */
const WRITERS = [ySyncPluginKey, yUndoPluginKey, caretPlaceKey, commentMarksKey]
/** What belongs together in undo is decided by steps, not by the clock. */
const NO_CLOCK_MS = 2 ** 31

/** @param more behaviours beside those of every page; their plugins' views are driven too */
export function openHeadlessEditor(doc: Y.Doc, more: Extensions = []): HeadlessEditor {
  const editor = new Editor({
    element: null,
    content: EMPTY,
    extensions: [...textExtensions(), ...sharedText(doc), ...more],
  })
  // As Editor.createView does once it has a view.
  editor.view.updateState(editor.state.reconfigure({ plugins: editor.extensionManager.plugins }))
  const view = viewOf(editor)
  const undoManager: Y.UndoManager = yUndoPluginKey.getState(editor.state).undoManager
  undoManager.captureTimeout = NO_CLOCK_MS

  const pluginViews: PluginView[] = []
  let last: EditorState = editor.state
  editor.on('transaction', () => {
    const before = last
    last = editor.state
    for (const pluginView of pluginViews) pluginView.update?.(view, before)
  })
  for (const plugin of editor.state.plugins) {
    const pluginView = WRITERS.some(key => key === plugin.spec.key) ? plugin.spec.view?.(view) : undefined
    if (pluginView) pluginViews.push(pluginView)
  }

  return {
    editor,
    undoManager,
    close: () => {
      for (const pluginView of pluginViews) pluginView.destroy?.()
      editor.destroy()
    },
  }
}

/** What those plugins ask of a view: the state, a way to change it, and whether the caret is on the screen. */
function viewOf(editor: Editor): EditorView {
  const view: Pick<EditorView, 'state' | 'dispatch' | 'hasFocus'> = {
    get state() {
      return editor.state
    },
    dispatch: tr => editor.view.dispatch(tr),
    hasFocus: () => false,
  }
  return view as EditorView
}
