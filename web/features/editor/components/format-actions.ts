/** Formatting as data: one list for the toolbar, the selection menu and the bar of small screens. */
import type { Editor } from '@tiptap/react'
import type { LucideIcon } from 'lucide-react'
import {
  Bold,
  Code,
  Heading2,
  Italic,
  List,
  ListChecks,
  ListOrdered,
  Quote,
  Redo2,
  Strikethrough,
  Underline,
  Undo2,
} from 'lucide-react'

export type FormatAction = {
  readonly id: string
  readonly label: string
  /** Shown in the tooltip; `Mod` is ⌘ or Ctrl. */
  readonly keys?: string
  readonly Icon: LucideIcon
  readonly run: (editor: Editor) => void
  /** Absent for actions that are not a state of the text. */
  readonly isActive?: (editor: Editor) => boolean
  readonly isPossible?: (editor: Editor) => boolean
}

const mark = (
  id: 'bold' | 'italic' | 'strike' | 'underline' | 'code',
  label: string,
  keys: string,
  Icon: LucideIcon,
): FormatAction => ({
  id,
  label,
  keys,
  Icon,
  run: editor => editor.chain().focus().toggleMark(id).run(),
  isActive: editor => editor.isActive(id),
})

export const BOLD = mark('bold', 'Bold', 'Mod+B', Bold)
export const ITALIC = mark('italic', 'Italic', 'Mod+I', Italic)
export const MARKS: readonly FormatAction[] = [
  BOLD,
  ITALIC,
  mark('underline', 'Underline', 'Mod+U', Underline),
  mark('strike', 'Strike', 'Mod+⇧+S', Strikethrough),
  mark('code', 'Code', 'Mod+E', Code),
]

export const HEADING: FormatAction = {
  id: 'heading',
  label: 'Heading',
  keys: 'Mod+⌥+2',
  Icon: Heading2,
  run: editor => editor.chain().focus().toggleHeading({ level: 2 }).run(),
  isActive: editor => editor.isActive('heading', { level: 2 }),
}

export const BLOCK_ACTIONS: readonly FormatAction[] = [
  {
    id: 'list',
    label: 'List',
    keys: 'Mod+⇧+8',
    Icon: List,
    run: editor => editor.chain().focus().toggleBulletList().run(),
    isActive: editor => editor.isActive('bulletList'),
  },
  {
    id: 'numbers',
    label: 'Numbered list',
    keys: 'Mod+⇧+7',
    Icon: ListOrdered,
    run: editor => editor.chain().focus().toggleOrderedList().run(),
    isActive: editor => editor.isActive('orderedList'),
  },
  {
    id: 'tasks',
    label: 'Tasks',
    keys: 'Mod+⇧+9',
    Icon: ListChecks,
    run: editor => editor.chain().focus().toggleTaskList().run(),
    isActive: editor => editor.isActive('taskList'),
  },
  {
    id: 'quote',
    label: 'Quote',
    keys: 'Mod+⇧+B',
    Icon: Quote,
    run: editor => editor.chain().focus().toggleBlockquote().run(),
    isActive: editor => editor.isActive('blockquote'),
  },
]

export const UNDO: FormatAction = {
  id: 'undo',
  label: 'Undo my last change',
  keys: 'Mod+Z',
  Icon: Undo2,
  run: editor => editor.chain().focus().undo().run(),
  isPossible: editor => editor.can().undo(),
}
export const REDO: FormatAction = {
  id: 'redo',
  label: 'Redo',
  keys: 'Mod+⇧+Z',
  Icon: Redo2,
  run: editor => editor.chain().focus().redo().run(),
  isPossible: editor => editor.can().redo(),
}

export type TextStyle = 'Text' | 'Large heading' | 'Heading' | 'Small heading' | 'Code' | 'Title'

export function textStyle(editor: Editor): TextStyle {
  if (editor.isActive('title')) return 'Title'
  if (editor.isActive('codeBlock')) return 'Code'
  if (editor.isActive('heading', { level: 1 })) return 'Large heading'
  if (editor.isActive('heading', { level: 2 })) return 'Heading'
  return editor.isActive('heading', { level: 3 }) ? 'Small heading' : 'Text'
}

export function setTextStyle(editor: Editor, style: TextStyle): void {
  const chain = editor.chain().focus()
  switch (style) {
    case 'Large heading':
      chain.setHeading({ level: 1 }).run()
      return
    case 'Heading':
      chain.setHeading({ level: 2 }).run()
      return
    case 'Small heading':
      chain.setHeading({ level: 3 }).run()
      return
    case 'Code':
      chain.setCodeBlock().run()
      return
    case 'Text':
    case 'Title':
      chain.setParagraph().run()
  }
}
