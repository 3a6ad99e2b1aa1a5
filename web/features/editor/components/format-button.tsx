'use client'
/** One formatting button inside a Base UI toolbar, which moves focus between them by arrows. */
import { Toolbar } from '@base-ui/react/toolbar'
import { type Editor, useEditorState } from '@tiptap/react'
import { keysWords } from '../keys.ts'
import type { FormatAction } from './format-actions.ts'
import styles from './format-button.module.css'

export function FormatButton({ editor, action }: { readonly editor: Editor; readonly action: FormatAction }) {
  const { id, label, keys, Icon, run, isActive, isPossible } = action
  const { active, possible } = useEditorState({
    editor,
    selector: ({ editor: now }) => ({ active: isActive?.(now) ?? false, possible: isPossible?.(now) ?? true }),
  })
  return (
    <Toolbar.Button
      className={styles.button}
      aria-label={label}
      title={keys ? `${label} (${keysWords(keys)})` : label}
      aria-pressed={isActive ? active : undefined}
      disabled={!possible}
      focusableWhenDisabled
      data-action={id}
      // The selection stays where it is.
      onPointerDown={event => event.preventDefault()}
      onClick={() => run(editor)}
    >
      <Icon size={16} aria-hidden />
    </Toolbar.Button>
  )
}
