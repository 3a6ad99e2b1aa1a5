/**
 * What a hand can do in the editor, each as a function of three numbers: the same numbers in the same text do the same,
 * and every number does something that is possible there, so steps can be left out of a run one by one.
 */
import type { Editor, JSONContent } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { NodeSelection, TextSelection } from '@tiptap/pm/state'
import type { HeadlessEditor } from './headless-editor.ts'

/** Three numbers, 0 ≤ each < 2^32. */
export type Numbers = { readonly a: number; readonly b: number; readonly c: number }
type Edit = (editor: Editor, numbers: Numbers, headless: HeadlessEditor) => void

const WORDS = [
  'buoy',
  'a',
  ' ',
  'Käse ',
  '😀',
  '😁',
  '👩‍👩‍👧',
  'e\u0301',
  'https://example.org ',
  'שלום',
  '\u00a0',
  'x'.repeat(40),
]
const MARKS = ['bold', 'italic', 'underline', 'strike', 'code'] as const
const LANGUAGES = [null, 'js', 'python']

export const EDITS = {
  type: (editor, { a, b, c }) => {
    caret(editor, a, b)
    insertText(editor, pick(WORDS, c))
  },
  /** Several keys, one transaction each. */
  typeOn: (editor, { a, b, c }) => {
    caret(editor, a, b)
    for (let key = 0; key < 2 + (c % 6); key++) insertText(editor, pick(WORDS, c >>> (key + 3)))
  },
  titleType: (editor, { b, c }) => {
    caret(editor, 0, b)
    insertText(editor, pick(WORDS, c))
  },
  replace: (editor, { a, b, c }) => {
    range(editor, a, b, c)
    insertText(editor, pick(WORDS, c >>> 8))
  },
  erase: (editor, { a, b, c }) => {
    range(editor, a, b, c)
    editor.commands.deleteSelection()
  },
  /** From one text to another one further down, as a mouse selects. */
  eraseAcross: (editor, { a, b, c }) => {
    across(editor, a, b, c)
    editor.commands.deleteSelection()
  },
  eraseAll: editor => {
    editor.chain().selectAll().deleteSelection().run()
  },
  backspace: (editor, { a, b }) => {
    caret(editor, a, b)
    const { $from } = editor.state.selection
    if ($from.parentOffset > 0) {
      const { state } = editor
      const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\ufffc')
      const length = [...before].at(-1)?.length ?? 1
      editor.view.dispatch(state.tr.delete($from.pos - length, $from.pos))
    } else {
      editor.commands.first(({ commands }) => [
        () => commands.joinItemBackward(),
        () => commands.joinBackward(),
        () => commands.lift($from.parent.type.name),
        () => commands.selectNodeBackward(),
      ])
    }
  },
  enter: (editor, { a, b }) => {
    caret(editor, a, b)
    editor.commands.first(({ commands }) => [
      () => commands.newlineInCode(),
      () => commands.splitListItem('listItem'),
      () => commands.splitListItem('taskItem'),
      () => commands.createParagraphNear(),
      () => commands.liftEmptyBlock(),
      () => commands.splitBlock(),
    ])
  },
  hardBreak: (editor, { a, b }) => {
    caret(editor, a, b)
    editor.commands.setHardBreak()
  },
  mark: (editor, { a, b, c }) => {
    range(editor, a, b, c)
    editor.commands.toggleMark(pick(MARKS, c >>> 8))
  },
  markAcross: (editor, { a, b, c }) => {
    across(editor, a, b, c)
    editor.commands.toggleMark(pick(MARKS, c >>> 8))
  },
  link: (editor, { a, b, c }) => {
    range(editor, a, b, c)
    if (c % 4 === 0) editor.commands.unsetLink()
    else editor.commands.setLink({ href: `https://example.org/${c % 7}` })
  },
  heading: (editor, { a, b, c }) => {
    caret(editor, a, b)
    editor.commands.toggleHeading({ level: pick([1, 2, 3] as const, c) })
  },
  paragraph: (editor, { a, b }) => {
    caret(editor, a, b)
    editor.commands.setParagraph()
  },
  list: (editor, { a, b, c }) => {
    across(editor, a, b, c)
    const { commands } = editor
    pick([commands.toggleBulletList, commands.toggleOrderedList, commands.toggleTaskList], c >>> 9)()
  },
  nest: (editor, { a, b, c }) => {
    caret(editor, a, b)
    const item = pick(['listItem', 'taskItem'] as const, c)
    if (c & 4) editor.commands.liftListItem(item)
    else editor.commands.sinkListItem(item)
  },
  tick: (editor, { a }) => {
    const tasks = nodesOf(editor, node => node.type.name === 'taskItem')
    const task = tasks[a % tasks.length]
    if (!task) return
    // As the box in the text does it.
    const attributes = { ...task.node.attrs, checked: !task.node.attrs.checked }
    editor.view.dispatch(editor.state.tr.setNodeMarkup(task.pos, undefined, attributes))
  },
  quote: (editor, { a, b, c }) => {
    across(editor, a, b, c)
    editor.commands.toggleBlockquote()
  },
  code: (editor, { a, b, c }) => {
    caret(editor, a, b)
    const language = pick(LANGUAGES, c)
    editor.commands.toggleCodeBlock(language === null ? undefined : { language })
  },
  rule: (editor, { a, b }) => {
    caret(editor, a, b)
    editor.commands.setHorizontalRule()
  },
  table: (editor, { a, b, c }) => {
    caret(editor, a, b)
    editor.commands.insertTable({ rows: 1 + (c % 3), cols: 1 + ((c >>> 4) % 3), withHeaderRow: (c & 8) > 0 })
  },
  tableChange: (editor, { a, c }) => {
    const cells = nodesOf(editor, node => node.type.name === 'tableCell' || node.type.name === 'tableHeader')
    const cell = cells[a % cells.length]
    if (!cell) return
    select(editor, TextSelection.near(editor.state.doc.resolve(cell.pos + 1)))
    const { commands } = editor
    const changes = [
      commands.addRowBefore,
      commands.addRowAfter,
      commands.addColumnBefore,
      commands.addColumnAfter,
      commands.toggleHeaderRow,
      commands.deleteRow,
      commands.deleteColumn,
    ]
    pick(changes, c)()
  },
  tableGoes: (editor, { a }) => {
    const tables = nodesOf(editor, node => node.type.name === 'table')
    const table = tables[a % tables.length]
    if (table) editor.view.dispatch(editor.state.tr.delete(table.pos, table.pos + table.node.nodeSize))
  },
  /** Takes a block and drops it somewhere else, in one transaction. */
  drag: (editor, { a, b }) => {
    const { doc, tr } = editor.state
    const from = 1 + (a % (doc.childCount - 1))
    const to = 1 + (b % (doc.childCount - 1))
    if (from === to) return
    const start = startOf(doc, from)
    const block = doc.child(from)
    tr.delete(start, start + block.nodeSize)
    if (tr.doc.childCount !== doc.childCount - 1) return
    editor.view.dispatch(tr.insert(startOf(tr.doc, to), block))
  },
  paste: (editor, { a, b, c }) => {
    caret(editor, a, b)
    editor.commands.insertContent(pick(PASTED, c))
  },
  nodeGoes: (editor, { a }) => {
    const nodes = nodesOf(
      editor,
      node => node.type.name !== 'title' && !node.isText && NodeSelection.isSelectable(node),
    )
    const chosen = nodes[a % nodes.length]
    if (!chosen) return
    select(editor, NodeSelection.create(editor.state.doc, chosen.pos))
    editor.commands.deleteSelection()
  },
  undo: (editor, { c }) => {
    for (let time = 0; time <= c % 3; time++) editor.commands.undo()
  },
  redo: (editor, { c }) => {
    for (let time = 0; time <= c % 3; time++) editor.commands.redo()
  },
  /** A pause in writing: what follows is undone by itself. */
  pause: (_editor, _numbers, { undoManager }) => undoManager.stopCapturing(),
} satisfies Record<string, Edit>

export type EditName = keyof typeof EDITS

export function edit(headless: HeadlessEditor, name: EditName, numbers: Numbers): void {
  const apply: Edit = EDITS[name]
  apply(headless.editor, numbers, headless)
}

const text = (words: string, ...marks: string[]): JSONContent => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 && { marks: marks.map(type => ({ type })) }),
})
const paragraph = (...content: JSONContent[]): JSONContent => ({ type: 'paragraph', content })

const PASTED: readonly JSONContent[][] = [
  [paragraph(text('pasted '), text('bold', 'bold'), text(' and more')), paragraph(text('second'))],
  [
    {
      type: 'bulletList',
      content: [
        { type: 'listItem', content: [paragraph(text('one'))] },
        {
          type: 'listItem',
          content: [
            paragraph(text('two')),
            { type: 'orderedList', content: [{ type: 'listItem', content: [paragraph(text('inner'))] }] },
          ],
        },
      ],
    },
  ],
  [{ type: 'codeBlock', attrs: { language: 'js' }, content: [text('let a = 1\n\nlet b')] }],
  [{ type: 'heading', attrs: { level: 2 }, content: [text('Pasted heading')] }, { type: 'horizontalRule' }],
  [{ type: 'blockquote', content: [paragraph(text('quoted', 'italic'), { type: 'hardBreak' }, text('line'))] }],
  [text('inline '), text('code', 'code')],
]

function insertText(editor: Editor, words: string): void {
  // As typing does: the marks at the caret go on.
  editor.view.dispatch(editor.state.tr.insertText(words))
}

function caret(editor: Editor, a: number, b: number): void {
  const { start, words } = textblock(editor, a)
  select(editor, TextSelection.create(editor.state.doc, start + offsetIn(words, b)))
}

function range(editor: Editor, a: number, b: number, c: number): void {
  const { start, words } = textblock(editor, a)
  const one = start + offsetIn(words, b)
  const other = start + offsetIn(words, c)
  select(editor, TextSelection.create(editor.state.doc, one, other))
}

function across(editor: Editor, a: number, b: number, c: number): void {
  const blocks = textblocks(editor)
  const index = a % blocks.length
  const one = blocks[index]
  const other = blocks[Math.min(blocks.length - 1, index + (c % 4))]
  if (!one || !other) return
  const from = one.start + offsetIn(one.words, b)
  const to = other.start + offsetIn(other.words, c >>> 4)
  select(editor, TextSelection.create(editor.state.doc, from, to))
}

function select(
  editor: Editor,
  selection: TextSelection | NodeSelection | ReturnType<typeof TextSelection.near>,
): void {
  editor.view.dispatch(editor.state.tr.setSelection(selection))
}

type Textblock = { readonly start: number; readonly words: string }

/** Every place where text can stand, the title first. */
function textblocks({ state }: Editor): readonly Textblock[] {
  const found: Textblock[] = []
  state.doc.descendants((node, pos) => {
    if (!node.isTextblock) return true
    found.push({ start: pos + 1, words: node.textBetween(0, node.content.size, undefined, '\ufffc') })
    return false
  })
  return found
}

function textblock(editor: Editor, a: number): Textblock {
  const blocks = textblocks(editor)
  return blocks[a % blocks.length] ?? { start: 1, words: '' }
}

/** Never inside a character: no hand can put a caret there. */
function offsetIn(words: string, number: number): number {
  const offset = number % (words.length + 1)
  const code = words.charCodeAt(offset)
  return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset
}

function nodesOf({ state }: Editor, wanted: (node: Node) => boolean): { readonly node: Node; readonly pos: number }[] {
  const found: { node: Node; pos: number }[] = []
  state.doc.descendants((node, pos) => {
    if (wanted(node)) found.push({ node, pos })
  })
  return found
}

function startOf(doc: Node, child: number): number {
  let pos = 0
  for (let index = 0; index < child; index++) pos += doc.child(index).nodeSize
  return pos
}

function pick<T>(from: readonly T[], number: number): T {
  const chosen = from[number % from.length]
  if (chosen === undefined) throw new Error('Nothing to choose from')
  return chosen
}
