import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { asWritten } from '#domain/text/as-written.ts'
import { docFromJson, jsonOf } from '#domain/text/document.ts'
import { BODY } from '#domain/text/schema.ts'
import { type HeadlessEditor, openHeadlessEditor } from '#tests/fuzz/headless-editor.ts'

function open(): HeadlessEditor {
  const doc = asWritten(new Y.Doc())
  const start = docFromJson({ type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] })
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(start))
  return openHeadlessEditor(doc)
}

/** As ProseMirror's view does with a key. @returns whether a plugin took it */
function press({ editor }: HeadlessEditor, key: { key: string; keyCode: number; shiftKey: boolean }): boolean {
  const event = { ...key, ctrlKey: true, altKey: false, metaKey: false }
  return editor.state.plugins.some(
    plugin => plugin.props.handleKeyDown?.call(plugin, editor.view, event as KeyboardEvent) === true,
  )
}

const UNDO = { key: 'z', keyCode: 90, shiftKey: false }
const REDO = { key: 'Z', keyCode: 90, shiftKey: true }

describe('undo and redo by key', () => {
  test('[PR60] a heading and its words are back after more undos and redos than there are edits', () => {
    const headless = open()
    const { editor, undoManager } = headless
    const textNow = () => JSON.stringify(editor.getJSON())
    const before = textNow()
    const edit = (change: () => void) => {
      change()
      undoManager.stopCapturing()
    }
    editor.commands.setTextSelection(editor.state.doc.content.size - 1)
    for (const letter of '/he') edit(() => editor.view.dispatch(editor.state.tr.insertText(letter)))
    const end = editor.state.selection.from
    edit(
      () =>
        void editor
          .chain()
          .deleteRange({ from: end - 3, to: end })
          .setHeading({ level: 2 })
          .run(),
    )
    for (const letter of 'word') edit(() => editor.view.dispatch(editor.state.tr.insertText(letter)))
    const written = textNow()

    for (let index = 0; index < 11; index++) expect(press(headless, UNDO)).toBe(true)
    expect(textNow()).toBe(before)
    for (let index = 0; index < 11; index++) {
      expect(press(headless, REDO)).toBe(true)
      if (index >= 8) expect(textNow()).toBe(written)
    }
    headless.close()
  })
})

describe('steps of undo', () => {
  test('[PR640] typed words that are selected and deleted the next moment come back; what is typed in one go is one step', () => {
    const headless = open()
    const { editor, undoManager } = headless
    for (const letter of 'buoys') editor.view.dispatch(editor.state.tr.insertText(letter))
    editor.commands.selectAll()
    editor.commands.deleteSelection()
    expect(editor.state.doc.textContent).toBe('')
    undoManager.undo()
    expect(editor.state.doc.textContent).toBe('buoys')
    undoManager.undo()
    expect(editor.state.doc.textContent).toBe('')
    headless.close()
  })
})

describe('a text of which nothing is left', () => {
  test('[CN240] is gone for everybody though nothing was changed before, and back with undo', () => {
    const words = (text: string) => [{ type: 'text', text }]
    const doc = asWritten(new Y.Doc())
    const start = docFromJson({
      type: 'doc',
      content: [
        { type: 'title', content: words('Buoys') },
        { type: 'paragraph', content: words('It speaks.') },
      ],
    })
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(start))
    const headless = openHeadlessEditor(doc)
    const before = jsonOf(doc)
    headless.editor.commands.selectAll()
    headless.editor.commands.deleteSelection()
    expect(jsonOf(doc)).toEqual({ type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] })
    headless.undoManager.undo()
    expect(jsonOf(doc)).toEqual(before)
    headless.close()
  })

  test('[CN240] what is not there yet is not written', () => {
    const doc = asWritten(new Y.Doc())
    const { editor, close } = openHeadlessEditor(doc)
    editor.view.dispatch(editor.state.tr.insertText('x', 1).delete(1, 2))
    editor.view.dispatch(editor.state.tr.setMeta('addToHistory', false))
    expect(doc.getXmlFragment(BODY)).toHaveLength(0)
    close()
  })
})
