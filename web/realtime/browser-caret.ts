/**
 * Where one has just put the caret. The browser tells of it in a task of its own; what others write or point at may come
 * before, and drawing that would put the caret back where the editor last knew it. So the editor looks first. SPEC PR75.
 */
import type { Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/** What the editor does itself as soon as the browser tells; not in its types. */
type DomObserver = {
  readonly pendingRecords: () => readonly unknown[]
  readonly flush: () => void
  readonly flushSoon: () => void
}

/** Lets the view know the selection that the browser shows. Never changes its text: that may be a transaction of others. */
export function readCaret(view: EditorView): void {
  if (!isDrawn(view)) return
  const { domObserver } = view
  if (domObserver.pendingRecords().length > 0) domObserver.flushSoon()
  else domObserver.flush()
}

/** For what is drawn, or put in, by itself: with the caret where it is by then. */
export function dispatchWithCaret(view: EditorView, change: (transaction: Transaction) => Transaction): void {
  if (view.isDestroyed) return
  readCaret(view)
  view.dispatch(change(view.state.tr))
}

/** Without a screen there is nothing that observes it. */
function isDrawn(view: EditorView): view is EditorView & { readonly domObserver: DomObserver } {
  return 'domObserver' in view
}
