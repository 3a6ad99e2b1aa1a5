'use client'
/** The text itself: made only when there is text to show, so an empty editor never stands over a post that has some. */
import { type Editor, EditorContent, type Extension, useEditor } from '@tiptap/react'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { Mentionable } from '#web/features/comments/api.ts'
import { MentionFace } from '#web/features/comments/components/mention-face.tsx'
import { mentionHint } from '#web/features/comments/find-people.ts'
import { liveEditing } from '#web/realtime/editing.ts'
import type { PostSession } from '#web/realtime/realtime-types.ts'
import { Kbd } from '#web/ui/kbd.tsx'
import type { Block } from '../extensions/blocks.ts'
import { CodeHighlight } from '../extensions/code-highlight.ts'
import type { CommentMarks } from '../extensions/comment-marks.ts'
import type { MentionMenu } from '../extensions/mention-menu.ts'
import { createSlashMenu } from '../extensions/slash-menu.ts'
import { textExtensions } from '../extensions/text-extensions.ts'
import { SelectionMenu } from './selection-menu.tsx'
import { type OptionParts, SuggestList } from './suggest-list.tsx'
import styles from './text-editor.module.css'

type TextEditorProps = {
  readonly session: PostSession
  readonly canEdit: boolean
  /** The server took the text away: it stays selectable, greyed. */
  readonly lost: boolean
  readonly onEditor: (editor: Editor | null) => void
  /** Threads as they stand in the text. */
  readonly marks: CommentMarks
  readonly mentions: MentionMenu
  readonly uploads: Extension
  readonly onLink: () => void
  /** Null for whoever may not comment. */
  readonly onComment: (() => void) | null
  /** A key of the editor's own list; true when it was one. */
  readonly onKey: (event: KeyboardEvent) => boolean
  readonly onTyped: () => void
}

export function TextEditor({
  session,
  canEdit,
  lost,
  onEditor,
  marks,
  mentions,
  uploads,
  onLink,
  onComment,
  onKey,
  onTyped,
}: TextEditorProps) {
  const slash = useMemo(createSlashMenu, [])
  // The editor keeps what it was made with: a handler of then would not know the editor, nor what is saved since.
  const handlers = useRef({ onKey, onTyped })
  useLayoutEffect(() => {
    handlers.current = { onKey, onTyped }
  }, [onKey, onTyped])
  const editor = useEditor(
    {
      immediatelyRender: false,
      shouldRerenderOnTransaction: false,
      editable: canEdit,
      extensions: [
        ...textExtensions(),
        ...liveEditing(session),
        marks.extension,
        CodeHighlight,
        slash.extension,
        mentions.extension,
        uploads,
      ],
      editorProps: {
        attributes: {
          class: styles.text ?? '',
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': 'Post text, title first',
          spellcheck: 'true',
          translate: 'no',
          // What one may only read is reached and scrolled by the keyboard too.
          tabindex: '0',
        },
        handleKeyDown: (_view, event) => handlers.current.onKey(event),
        handleDOMEvents: {
          // Only what a hand does: text of others comes without these events.
          beforeinput: () => {
            handlers.current.onTyped()
            return false
          },
          paste: () => {
            handlers.current.onTyped()
            return false
          },
        },
      },
    },
    [session, marks, mentions, uploads],
  )

  useEffect(() => {
    editor?.setEditable(canEdit, false)
    editor?.view.dom.setAttribute('aria-readonly', String(!canEdit))
  }, [editor, canEdit])
  useEffect(() => {
    onEditor(editor)
    return () => onEditor(null)
  }, [editor, onEditor])

  if (!editor) return null
  return (
    <>
      <EditorContent editor={editor} className={lost ? styles.lost : undefined} />
      {/* With the editor, never later: a plugin that joins makes the text be drawn anew, and can cost the caret. */}
      {(canEdit || onComment) && (
        <SelectionMenu editor={editor} canEdit={canEdit} onLink={onLink} onComment={onComment} />
      )}
      {canEdit && <SuggestList list={slash.list} label="Insert" partsOf={partsOfBlock} />}
      {canEdit && <SuggestList list={mentions.list} label="People" partsOf={personIn(mentions.people.here)} />}
    </>
  )
}

function partsOfBlock({ Icon, word, hint, keys }: Block): OptionParts {
  return { icon: <Icon size={16} aria-hidden />, words: word, hint, end: keys && <Kbd>{keys}</Kbd> }
}

const personIn =
  (here: ReadonlySet<string>) =>
  (person: Mentionable): OptionParts => ({
    icon: <MentionFace person={person} />,
    words: person.name,
    hint: mentionHint(person, here),
  })
