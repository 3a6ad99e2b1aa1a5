/** What can be done to the table that the caret is in, for the menu of the toolbar. */
import type { Editor } from '@tiptap/core'

type TableAction = {
  readonly id: string
  readonly word: string
  /** A line stands above it. */
  readonly begins?: true
  readonly danger?: true
  readonly run: (editor: Editor) => void
  /** Why it cannot be done now; null when it can. */
  readonly refused?: (editor: Editor) => string | null
}

export const TABLE_ACTIONS: readonly TableAction[] = [
  { id: 'row-above', word: 'Row above', run: editor => editor.chain().focus().addRowBefore().run() },
  { id: 'row-below', word: 'Row below', run: editor => editor.chain().focus().addRowAfter().run() },
  { id: 'column-before', word: 'Column before', run: editor => editor.chain().focus().addColumnBefore().run() },
  { id: 'column-after', word: 'Column after', run: editor => editor.chain().focus().addColumnAfter().run() },
  {
    id: 'header-row',
    word: 'Header row',
    begins: true,
    run: editor => editor.chain().focus().toggleHeaderRow().run(),
  },
  {
    id: 'delete-row',
    word: 'Delete row',
    begins: true,
    run: editor => editor.chain().focus().deleteRow().run(),
    refused: editor => (tableSize(editor).rows > 1 ? null : 'It is the only row'),
  },
  {
    id: 'delete-column',
    word: 'Delete column',
    run: editor => editor.chain().focus().deleteColumn().run(),
    refused: editor => (tableSize(editor).columns > 1 ? null : 'It is the only column'),
  },
  { id: 'delete-table', word: 'Delete table', danger: true, run: editor => editor.chain().focus().deleteTable().run() },
]

/** Cells never span here, so the first row counts the columns. */
export function tableSize({ state }: Pick<Editor, 'state'>): { readonly rows: number; readonly columns: number } {
  const { $from } = state.selection
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth)
    if (node.type.name === 'table') return { rows: node.childCount, columns: node.firstChild?.childCount ?? 0 }
  }
  return { rows: 0, columns: 0 }
}
