/**
 * Where one has just put the caret. The browser tells of it in a task of its own; what others write or point at may come
 * before, and drawing that would put the caret back where the editor last knew it. So the editor looks first. SPEC PR75.
 */
import type { EditorView } from '@tiptap/pm/view'

/** What the editor does itself as soon as the browser tells; not in its types. Without a screen there is none. */
type DomObserver = {
  readonly pendingRecords: () => readonly unknown[]
  readonly flush: () => void
  readonly flushSoon: () => void
}

/** Lets the view know the selection that the browser shows. Never changes its text: that may be a transaction of others. */
export function readCaret(view: EditorView): void {
  const { domObserver } = view as EditorView & { readonly domObserver?: DomObserver }
  if (!domObserver) return
  if (domObserver.pendingRecords().length > 0) domObserver.flushSoon()
  else domObserver.flush()
}
