'use client'
/** Formatting at the selection: after it rests, not while typing, reachable from the text with Alt+F10. */
import { Toolbar as Base } from '@base-ui/react/toolbar'
import type { Editor } from '@tiptap/react'
import { BubbleMenu } from '@tiptap/react/menus'
import { BOLD, HEADING, ITALIC } from './format-actions.ts'
import { FormatButton } from './format-button.tsx'
import styles from './selection-menu.module.css'
import { LinkButton } from './toolbar.tsx'

const RESTED_MS = 250

export function SelectionMenu({ editor, onLink }: { readonly editor: Editor; readonly onLink: () => void }) {
  return (
    <BubbleMenu
      editor={editor}
      updateDelay={RESTED_MS}
      className={styles.layer}
      options={{ placement: 'top', offset: 8, flip: true, shift: { padding: 8 } }}
      shouldShow={({ editor: now, element, state, from, to }) => {
        if (!now.isEditable || from === to || now.isActive('title') || now.isActive('codeBlock')) return false
        if (state.doc.textBetween(from, to).trim() === '') return false
        return now.isFocused || element.contains(document.activeElement)
      }}
    >
      <Base.Root className={styles.menu} aria-label="Selection" data-formatting="selection">
        <FormatButton editor={editor} action={BOLD} />
        <FormatButton editor={editor} action={ITALIC} />
        <LinkButton editor={editor} onLink={onLink} />
        <FormatButton editor={editor} action={HEADING} />
      </Base.Root>
    </BubbleMenu>
  )
}
