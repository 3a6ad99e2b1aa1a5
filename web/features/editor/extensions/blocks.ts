/** What can be inserted at a line's start, for the slash menu and the insert button of small screens. */
import type { Editor, Range } from '@tiptap/core'
import type { LucideIcon } from 'lucide-react'
import {
  Code,
  Heading1,
  Heading2,
  Heading3,
  Image,
  List,
  ListChecks,
  ListOrdered,
  Minus,
  Pilcrow,
  Quote,
  Table,
} from 'lucide-react'

export type Block = {
  readonly id: string
  readonly word: string
  readonly hint: string
  /** Markdown that does the same. */
  readonly keys: string
  readonly also: readonly string[]
  readonly Icon: LucideIcon
  readonly insert: (editor: Editor, range: Range) => void
}

const at = (editor: Editor, range: Range) => editor.chain().focus().deleteRange(range)

export const BLOCKS: readonly Block[] = [
  {
    id: 'heading-1',
    word: 'Large heading',
    hint: 'Starts a new part',
    keys: '#',
    also: ['h1', 'title'],
    Icon: Heading1,
    insert: (editor, range) => at(editor, range).setHeading({ level: 1 }).run(),
  },
  {
    id: 'heading-2',
    word: 'Heading',
    hint: 'Starts a section',
    keys: '##',
    also: ['h2', 'section'],
    Icon: Heading2,
    insert: (editor, range) => at(editor, range).setHeading({ level: 2 }).run(),
  },
  {
    id: 'heading-3',
    word: 'Small heading',
    hint: 'Inside a section',
    keys: '###',
    also: ['h3'],
    Icon: Heading3,
    insert: (editor, range) => at(editor, range).setHeading({ level: 3 }).run(),
  },
  {
    id: 'list',
    word: 'List',
    hint: 'Points in any order',
    keys: '-',
    also: ['bullet', 'unordered', 'ul'],
    Icon: List,
    insert: (editor, range) => at(editor, range).toggleBulletList().run(),
  },
  {
    id: 'numbers',
    word: 'Numbered list',
    hint: 'Steps in their order',
    keys: '1.',
    also: ['ordered', 'ol'],
    Icon: ListOrdered,
    insert: (editor, range) => at(editor, range).toggleOrderedList().run(),
  },
  {
    id: 'tasks',
    word: 'Tasks',
    hint: 'Boxes to tick',
    keys: '[ ]',
    also: ['todo', 'check'],
    Icon: ListChecks,
    insert: (editor, range) => at(editor, range).toggleTaskList().run(),
  },
  {
    id: 'quote',
    word: 'Quote',
    hint: 'Someone else’s words',
    keys: '>',
    also: ['blockquote'],
    Icon: Quote,
    insert: (editor, range) => at(editor, range).toggleBlockquote().run(),
  },
  {
    id: 'code',
    word: 'Code',
    hint: 'With colours for its language',
    keys: '```',
    also: ['pre', 'programming'],
    Icon: Code,
    insert: (editor, range) => at(editor, range).toggleCodeBlock().run(),
  },
  {
    id: 'table',
    word: 'Table',
    hint: 'Three columns, with a head',
    keys: '',
    also: ['grid', 'rows'],
    Icon: Table,
    insert: (editor, range) => at(editor, range).insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
  },
  {
    id: 'picture',
    word: 'Picture',
    hint: 'From this device; dropping and pasting do it too',
    keys: '',
    also: ['image', 'photo', 'img', 'figure'],
    Icon: Image,
    insert: (editor, range) => at(editor, range).chooseImages().run(),
  },
  {
    id: 'rule',
    word: 'Rule',
    hint: 'A line between two parts',
    keys: '---',
    also: ['hr', 'divider', 'line'],
    Icon: Minus,
    insert: (editor, range) => at(editor, range).setHorizontalRule().run(),
  },
  {
    id: 'text',
    word: 'Text',
    hint: 'A plain paragraph',
    keys: '',
    also: ['paragraph'],
    Icon: Pilcrow,
    insert: (editor, range) => at(editor, range).setParagraph().run(),
  },
]

/** Words that begin with the query come before words that merely hold it. */
export function findBlocks(query: string): readonly Block[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return BLOCKS
  const begins = BLOCKS.filter(block => namesOf(block).some(name => name.startsWith(wanted)))
  const holds = BLOCKS.filter(block => !begins.includes(block) && namesOf(block).some(name => name.includes(wanted)))
  return [...begins, ...holds]
}

function namesOf({ word, also }: Block): readonly string[] {
  return [word.toLowerCase(), ...also]
}
