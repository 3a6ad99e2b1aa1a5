'use client'
/** What somebody was answering in a thread that others have removed meanwhile. */
import { Button } from '#web/ui/button.tsx'
import { EMPTY_DRAFT } from '../drafts.ts'
import { useDraft } from '../use-draft.ts'
import styles from './comments-panel.module.css'

export function LeftReply({ draftKey, onDone }: { readonly draftKey: string; readonly onDone: () => void }) {
  const { draft, keep } = useDraft(draftKey)
  if (draft.text.trim() === '') return null
  return (
    <section className={styles.begin} aria-label="Your reply">
      <label className={styles.left}>
        This thread was removed. You had not sent this; copy it if you need it.
        <textarea readOnly value={draft.text} />
      </label>
      <Button
        size="small"
        onClick={() => {
          keep(EMPTY_DRAFT)
          onDone()
        }}
      >
        Throw it away
      </Button>
    </section>
  )
}
