import { Editor } from '@tiptap/core'
import { afterEach, describe, expect, it } from 'vitest'
import { editorExtensions } from '#domain/text/schema.ts'
import { TABLE_ACTIONS, tableSize } from './table-actions.ts'

const cell = (text: string) => ({
  type: 'tableCell',
  content: [{ type: 'paragraph', content: text === '' ? [] : [{ type: 'text', text }] }],
})
const row = (...texts: string[]) => ({ type: 'tableRow', content: texts.map(cell) })

let editor: Editor
afterEach(() => editor.destroy())

/** An editor without a page, its caret in the cell that holds `at`. */
function table(at: string, ...rows: ReturnType<typeof row>[]): Editor {
  editor = new Editor({
    element: null,
    extensions: editorExtensions,
    content: { type: 'doc', content: [{ type: 'title' }, { type: 'table', content: rows }, { type: 'paragraph' }] },
  })
  let place = 0
  editor.state.doc.descendants((node, pos) => {
    if (node.text === at) place = pos
  })
  editor.commands.setTextSelection(place)
  return editor
}

function run(id: string): void {
  TABLE_ACTIONS.find(action => action.id === id)?.run(editor)
}

const refusal = (id: string) => TABLE_ACTIONS.find(action => action.id === id)?.refused?.(editor)

function cells(): string[] {
  const names: string[] = []
  editor.state.doc.descendants(node => {
    if (node.type.spec.tableRole === 'cell' || node.type.spec.tableRole === 'header_cell') names.push(node.type.name)
  })
  return names
}

describe('the table menu', () => {
  it.each([
    ['row-above', { rows: 3, columns: 2 }],
    ['row-below', { rows: 3, columns: 2 }],
    ['column-before', { rows: 2, columns: 3 }],
    ['column-after', { rows: 2, columns: 3 }],
    ['delete-row', { rows: 1, columns: 2 }],
    ['delete-column', { rows: 2, columns: 1 }],
    ['delete-table', { rows: 0, columns: 0 }],
  ])('%s', (id, size) => {
    table('d', row('a', 'b'), row('c', 'd'))
    run(id)
    expect(tableSize(editor)).toEqual(size)
  })

  it('makes the first row a header, and back', () => {
    table('a', row('a', 'b'), row('c', 'd'))
    run('header-row')
    expect(cells()).toEqual(['tableHeader', 'tableHeader', 'tableCell', 'tableCell'])
    run('header-row')
    expect(cells()).not.toContain('tableHeader')
  })

  it('says why the last row and the last column stay', () => {
    table('a', row('a'))
    expect([refusal('delete-row'), refusal('delete-column')]).toEqual(['It is the only row', 'It is the only column'])
    table('a', row('a', 'b'), row('c', 'd'))
    expect([refusal('delete-row'), refusal('delete-column')]).toEqual([null, null])
  })
})
