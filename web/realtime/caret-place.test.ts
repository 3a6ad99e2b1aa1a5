import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { docFromJson } from '#domain/text/document.ts'
import { BODY } from '#domain/text/schema.ts'
import { openHeadlessEditor } from '#tests/fuzz/headless-editor.ts'

const start = docFromJson({ type: 'doc', content: [{ type: 'title' }, { type: 'paragraph' }] })

/** A page with the post open; what it writes is sent to nobody. */
function openPage() {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(start))
  return { doc, ...openHeadlessEditor(doc) }
}

function send(from: Y.Doc, to: Y.Doc): void {
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'server')
}

function type({ editor }: ReturnType<typeof openPage>, at: number, words: string): void {
  editor.view.dispatch(editor.state.tr.insertText(words, at))
}

test('[CN60] after an undo in a text that has become shorter, what others write is shown and stays', () => {
  const anna = openPage()
  const ben = openPage()
  type(anna, 3, 'a long sentence')
  send(anna.doc, ben.doc)
  // The caret is at the end when Anna makes what she will undo.
  anna.editor.commands.setTextSelection(18)
  anna.undoManager.stopCapturing()
  type(anna, 1, 'Title')
  anna.editor.commands.setTextSelection(3)
  send(anna.doc, ben.doc)
  ben.editor.commands.deleteRange({ from: 8, to: 23 })
  send(ben.doc, anna.doc)
  anna.editor.commands.undo()
  send(anna.doc, ben.doc)

  type(ben, 3, 'Ben')
  send(ben.doc, anna.doc)
  expect(anna.editor.state.doc.textContent).toBe('Ben')
  type(anna, 1, 'A')
  send(anna.doc, ben.doc)
  expect(ben.doc.getXmlFragment(BODY).toString()).toBe('<title>A</title><paragraph>Ben</paragraph>')
  for (const page of [anna, ben]) page.close()
})
