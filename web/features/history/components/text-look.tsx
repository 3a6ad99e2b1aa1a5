'use client'
/** The text of a moment as it looked, to look on. */
import { EditorContent, useEditor } from '@tiptap/react'
import { useEffect } from 'react'
import type { JsonNode } from '#domain/text/document.ts'
import textStyles from '#web/features/editor/components/text-editor.module.css'
import { CodeHighlight } from '#web/features/editor/extensions/code-highlight.ts'
import { textExtensions } from '#web/features/editor/extensions/text-extensions.ts'

export function TextLook({ content }: { readonly content: JsonNode }) {
  const editor = useEditor({
    immediatelyRender: false,
    shouldRerenderOnTransaction: false,
    editable: false,
    extensions: [...textExtensions(), CodeHighlight],
    content,
    editorProps: {
      attributes: {
        class: textStyles.text ?? '',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-readonly': 'true',
        'aria-label': 'Text of this moment, title first',
        translate: 'no',
        tabindex: '0',
      },
    },
  })
  useEffect(() => {
    editor?.commands.setContent(content, { emitUpdate: false })
  }, [editor, content])
  return <EditorContent editor={editor} data-history-text />
}
