'use client'
/** `?mention=<id>` shows that mention: where it stands in the text, lit up for a moment. */
import type { Editor } from '@tiptap/react'
import { useSearchParams } from 'next/navigation'
import { useEffect, useRef } from 'react'

const LIT_MS = 2_000

export function useMentionOfAddress(editor: Editor | null): void {
  const wanted = useSearchParams().get('mention')
  const shown = useRef<string | null>(null)
  useEffect(() => {
    if (!editor || wanted === null || shown.current === wanted) return
    const look = () => {
      const node = editor.view.dom.querySelector(`[data-mention="${CSS.escape(wanted)}"]`)
      if (!node || shown.current === wanted) return
      shown.current = wanted
      editor.off('transaction', look)
      node.scrollIntoView({ block: 'center' })
      // An animation writes nothing into the text's own elements.
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches
      node.animate([{ boxShadow: '0 0 0 3px var(--accent)' }, { boxShadow: '0 0 0 3px transparent' }], {
        duration: LIT_MS,
        easing: still ? 'steps(1, end)' : 'ease-in',
      })
    }
    // It may still be on its way.
    editor.on('transaction', look)
    const frame = requestAnimationFrame(look)
    return () => {
      cancelAnimationFrame(frame)
      editor.off('transaction', look)
    }
  }, [editor, wanted])
}
