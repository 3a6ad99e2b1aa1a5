'use client'
/** Formatting above the text on wide screens, at the keyboard on small ones: the same actions, one tab stop. */
import { Toolbar as Base } from '@base-ui/react/toolbar'
import { type Editor, useEditorState } from '@tiptap/react'
import { ChevronDown, Link2, Plus } from 'lucide-react'
import { useDeferredValue } from 'react'
import { LateMenu } from '#web/ui/late-menu.tsx'
import { useLate } from '#web/ui/use-late.ts'
import { BLOCKS } from '../extensions/blocks.ts'
import { countWords, lengthWords } from '../format.ts'
import { tableMenu } from '../late-parts.ts'
import {
  BLOCK_ACTIONS,
  BOLD,
  ITALIC,
  MARKS,
  REDO,
  setTextStyle,
  type TextStyle,
  textStyle,
  UNDO,
} from './format-actions.ts'
import buttonStyles from './format-button.module.css'
import { FormatButton } from './format-button.tsx'
import styles from './toolbar.module.css'

const STYLES: readonly TextStyle[] = ['Text', 'Large heading', 'Heading', 'Small heading', 'Code']

type ToolbarProps = { readonly editor: Editor; readonly onLink: () => void }

export function Toolbar({ editor, onLink }: ToolbarProps) {
  return (
    <Base.Root className={styles.toolbar} aria-label="Formatting" data-formatting>
      <StyleMenu editor={editor} />
      <Base.Separator className={styles.line} />
      {MARKS.map(action => (
        <FormatButton key={action.id} editor={editor} action={action} />
      ))}
      <LinkButton editor={editor} onLink={onLink} />
      <Base.Separator className={styles.line} />
      {BLOCK_ACTIONS.map(action => (
        <FormatButton key={action.id} editor={editor} action={action} />
      ))}
      <InsertMenu editor={editor} />
      <LateTableMenu editor={editor} />
      <Base.Separator className={styles.line} />
      <FormatButton editor={editor} action={UNDO} />
      <FormatButton editor={editor} action={REDO} />
      <WordCount editor={editor} />
    </Base.Root>
  )
}

/** On small screens, above the keyboard. */
export function FormatBar({ editor, onLink }: ToolbarProps) {
  return (
    <Base.Root className={styles.bar} aria-label="Formatting">
      <FormatButton editor={editor} action={BOLD} />
      <FormatButton editor={editor} action={ITALIC} />
      <LinkButton editor={editor} onLink={onLink} />
      <InsertMenu editor={editor} side="top" />
      <LateTableMenu editor={editor} side="top" />
      <FormatButton editor={editor} action={UNDO} />
    </Base.Root>
  )
}

function StyleMenu({ editor }: { readonly editor: Editor }) {
  const style = useEditorState({ editor, selector: ({ editor: now }) => textStyle(now) })
  return (
    <LateMenu
      entries={STYLES.map(word => ({ id: word, word, onSelect: () => setTextStyle(editor, word) }))}
      trigger={
        <Base.Button
          className={styles.style}
          aria-label={`Text style: ${style}`}
          disabled={style === 'Title'}
          focusableWhenDisabled
        >
          {style} <ChevronDown size={14} aria-hidden />
        </Base.Button>
      }
    />
  )
}

function InsertMenu({ editor, side }: { readonly editor: Editor; readonly side?: 'top' }) {
  const inTitle = useEditorState({ editor, selector: ({ editor: now }) => now.isActive('title') })
  const insert = (block: (typeof BLOCKS)[number]) => {
    const { from } = editor.state.selection
    block.insert(editor, { from, to: from })
  }
  return (
    <LateMenu
      {...(side && { side })}
      entries={BLOCKS.map(block => ({
        id: block.id,
        word: block.word,
        icon: <block.Icon size={16} aria-hidden />,
        onSelect: () => insert(block),
      }))}
      trigger={
        <Base.Button
          className={buttonStyles.button}
          aria-label="Insert"
          title={inTitle ? 'The title holds words only: go to the text' : 'Insert'}
          disabled={inTitle}
          focusableWhenDisabled
        >
          <Plus size={16} aria-hidden />
        </Base.Button>
      }
    />
  )
}

export function LinkButton({ editor, onLink }: ToolbarProps) {
  const active = useEditorState({ editor, selector: ({ editor: now }) => now.isActive('link') })
  return (
    <Base.Button
      className={buttonStyles.button}
      aria-label="Link"
      aria-pressed={active}
      onPointerDown={event => event.preventDefault()}
      onClick={onLink}
    >
      <Link2 size={16} aria-hidden />
    </Base.Button>
  )
}

function WordCount({ editor }: { readonly editor: Editor }) {
  const doc = useDeferredValue(useEditorState({ editor, selector: ({ editor: now }) => now.state.doc }))
  const words = countWords(doc.textBetween(0, doc.content.size, '\n', ' '))
  return <span className={styles.count}>{lengthWords(words)}</span>
}

/** There only while the caret is in a table. */
function LateTableMenu({ editor, side }: { readonly editor: Editor; readonly side?: 'top' }) {
  const isInTable = useEditorState({ editor, selector: ({ editor: now }) => now.isActive('table') })
  const part = useLate(tableMenu, isInTable)
  return isInTable && typeof part === 'object' ? <part.TableMenu editor={editor} side={side} /> : null
}
