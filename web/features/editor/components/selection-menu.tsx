'use client'
/** Formatting at the selection: after it rests, not while typing, reachable from the text with Alt+F10. */
import { Toolbar as Base } from '@base-ui/react/toolbar'
import { BubbleMenuPlugin } from '@tiptap/extension-bubble-menu'
import type { Editor } from '@tiptap/react'
import { useEditorState } from '@tiptap/react'
import { MessageSquarePlus } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { keysWords } from '../keys.ts'
import { BOLD, HEADING, ITALIC } from './format-actions.ts'
import { FormatButton } from './format-button.tsx'
import styles from './selection-menu.module.css'
import { LinkButton } from './toolbar.tsx'

const PLUGIN = 'selectionMenu'
const RESTED_MS = 250

type SelectionMenuProps = {
  readonly editor: Editor
  readonly canEdit: boolean
  readonly onLink: () => void
  readonly onComment: (() => void) | null
}

export function SelectionMenu({ editor, canEdit, onLink, onComment }: SelectionMenuProps) {
  const formats = useEditorState({ editor, selector: ({ editor: now }) => mayFormat(now) })
  const [layer] = useState(createLayer)
  const mayComment = useRef(onComment !== null)
  useLayoutEffect(() => {
    mayComment.current = onComment !== null
  }, [onComment])
  useEffect(() => {
    editor.registerPlugin(
      BubbleMenuPlugin({
        pluginKey: PLUGIN,
        editor,
        element: layer,
        updateDelay: RESTED_MS,
        options: { placement: 'top', offset: 8, flip: true, shift: { padding: 8 } },
        shouldShow: ({ editor: now, element, state, from, to }) => {
          if (from === to || (!mayComment.current && !mayFormat(now))) return false
          if (state.doc.textBetween(from, to).trim() === '') return false
          return now.isFocused || element.contains(document.activeElement)
        },
      }),
    )
    return () => {
      editor.unregisterPlugin(PLUGIN)
      layer.remove()
    }
  }, [editor, layer])
  return createPortal(
    <Base.Root className={styles.menu} aria-label="Selection" data-formatting="selection">
      {canEdit && formats && (
        <div className={styles.formats}>
          <FormatButton editor={editor} action={BOLD} />
          <FormatButton editor={editor} action={ITALIC} />
          <LinkButton editor={editor} onLink={onLink} />
          <FormatButton editor={editor} action={HEADING} />
        </div>
      )}
      {onComment && (
        <Base.Button className={styles.comment} title={`Comment (${keysWords('Mod+⌥+M')})`} onClick={onComment}>
          <MessageSquarePlus size={16} aria-hidden />
          Comment
        </Base.Button>
      )}
    </Base.Root>,
    layer,
  )
}

/** Placed by the plugin, which shows it and takes it away. */
function createLayer(): HTMLElement {
  const layer = document.createElement('div')
  layer.className = styles.layer ?? ''
  layer.style.visibility = 'hidden'
  layer.style.position = 'absolute'
  return layer
}

/** Title and code are words without marks. */
function mayFormat(editor: Editor): boolean {
  return editor.isEditable && !editor.isActive('title') && !editor.isActive('codeBlock')
}
