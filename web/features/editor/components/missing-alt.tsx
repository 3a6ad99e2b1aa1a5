'use client'
/** How many pictures of the text have no words yet, before the post goes out; one press shows the first. */
import type { Node } from '@tiptap/pm/model'
import { NodeSelection } from '@tiptap/pm/state'
import { type Editor, useEditorState } from '@tiptap/react'
import { Button } from '#web/ui/button.tsx'
import styles from './missing-alt.module.css'

export function MissingAlt({ editor }: { readonly editor: Editor }) {
  const count = useEditorState({ editor, selector: ({ editor: now }) => unsaidIn(now.state.doc).length })
  if (count === 0) return null
  return (
    <p className={styles.missing}>
      <span>{count === 1 ? 'One picture has no alt text yet.' : `${count} pictures have no alt text yet.`}</span>
      <Button size="small" onClick={() => showFirst(editor)}>
        Show
      </Button>
    </p>
  )
}

function unsaidIn(doc: Node): readonly number[] {
  const places: number[] = []
  doc.descendants((node, place) => {
    if (node.type.name === 'image' && node.attrs.alt === '') places.push(place)
  })
  return places
}

function showFirst(editor: Editor): void {
  const { doc, tr } = editor.state
  const [place] = unsaidIn(doc)
  if (place === undefined) return
  editor.view.dispatch(tr.setSelection(NodeSelection.create(doc, place)).scrollIntoView())
  const picture = editor.view.nodeDOM(place)
  if (!(picture instanceof HTMLElement)) return
  picture.scrollIntoView({ block: 'center' })
  picture.querySelector('input')?.focus({ preventScroll: true })
}
