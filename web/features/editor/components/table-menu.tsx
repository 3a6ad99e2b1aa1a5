'use client'
/** Rows, columns and the whole table that the caret is in. */
import { Toolbar as Base } from '@base-ui/react/toolbar'
import { type Editor, useEditorState } from '@tiptap/react'
import { ChevronDown, Table } from 'lucide-react'
import type { MenuEntry } from '#web/ui/item-menu.tsx'
import { LateMenu } from '#web/ui/late-menu.tsx'
import { TABLE_ACTIONS, tableSize } from './table-actions.ts'
import styles from './toolbar.module.css'

type TableMenuProps = { readonly editor: Editor; readonly side: 'top' | undefined }

export function TableMenu({ editor, side }: TableMenuProps) {
  // What can be done depends on it.
  useEditorState({ editor, selector: ({ editor: now }) => tableSize(now) })
  return (
    <LateMenu
      {...(side && { side })}
      entries={TABLE_ACTIONS.flatMap(({ id, word, begins, danger = false, run, refused }): MenuEntry[] => [
        ...(begins ? [{ id: `${id}-line`, line: true } as const] : []),
        { id, word, danger, refused: refused?.(editor) ?? undefined, onSelect: () => run(editor) },
      ])}
      trigger={
        <Base.Button className={styles.style} aria-label="Table" title="Rows and columns">
          <Table size={16} aria-hidden /> <ChevronDown size={14} aria-hidden />
        </Base.Button>
      }
    />
  )
}
