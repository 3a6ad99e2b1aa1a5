/**
 * The binding remembers where the caret was before a change of others, as a number too, and looks that number up in the
 * text as it is when the change is shown. Where it is not in the text any more the binding throws: the change is not
 * shown, and the next key here deletes it. That happens after an undo, for which it remembers a place of long ago; when
 * one change of others makes the binding repair the text and so comes in two parts; and where the text of others does
 * not fit the schema. Here no place outlives the text that it was taken from, and the text comes before the caret.
 * SPEC CN60.
 */
import { Extension } from '@tiptap/core'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { getRelativeSelection, ProsemirrorBinding, ySyncPluginKey, yUndoPluginKey } from '@tiptap/y-tiptap'
import { type Transaction, UndoManager, type YEvent, type YXmlEvent } from 'yjs'
import type { carryCaret } from './carried-caret.ts'
import { holdSight } from './sight.ts'

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
          const forget = () => forgetPlace(binding)
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

type Show = (events: YEvent<YXmlEvent['target']>[], transaction: Transaction) => void

/**
 * Shows a change of others without the caret's place where it cannot be shown with it, and without moving what is in
 * sight. Once, before it observes.
 */
export function showAnyway(binding: ProsemirrorBinding): void {
  const show: Show = binding._observeFunction
  const showIt: Show = (events, transaction) => {
    try {
      show(events, transaction)
    } catch {
      forgetPlace(binding)
      show(events, transaction)
    }
  }
  // Should it not come, what others write is shown all the same.
  let carry: typeof carryCaret = (_binding, _transaction, showThem) => showThem()
  import('./carried-caret.ts').then(
    part => {
      carry = part.carryCaret
    },
    () => undefined,
  )
  const showInPlace: Show = (events, transaction) => {
    // An undo of one's own is followed with the eyes.
    const view = binding.prosemirrorView
    const showCarried = () => carry(binding, transaction, () => showIt(events, transaction))
    if (transaction.local || !view) showIt(events, transaction)
    else if (view.dom) holdSight(view, showCarried)
    else showCarried()
  }
  binding._observeFunction = showInPlace
}

function forgetPlace(binding: ProsemirrorBinding): void {
  // Null is what it begins with; its types do not say so.
  Reflect.set(binding, 'beforeTransactionSelection', null)
}
