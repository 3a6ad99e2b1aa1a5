'use client'
/** The text of a shared post, to look on. */
import { EditorContent, useEditor } from '@tiptap/react'
import textStyles from '#web/features/editor/components/text-editor.module.css'
import { CodeHighlight } from '#web/features/editor/extensions/code-highlight.ts'
import { textExtensions } from '#web/features/editor/extensions/text-extensions.ts'
import { sharedText } from '#web/realtime/editing.ts'
import type { GuestPost } from '#web/realtime/guest-post.ts'

export function GuestText({ doc }: Pick<GuestPost, 'doc'>) {
  const editor = useEditor(
    {
      immediatelyRender: false,
      shouldRerenderOnTransaction: false,
      editable: false,
      extensions: [...textExtensions(), ...sharedText(doc), CodeHighlight],
      editorProps: {
        attributes: {
          class: textStyles.text ?? '',
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-readonly': 'true',
          'aria-label': 'Post text, title first',
          translate: 'no',
          tabindex: '0',
        },
      },
    },
    [doc],
  )
  return <EditorContent editor={editor} data-guest-text />
}
