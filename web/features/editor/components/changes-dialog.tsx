'use client'
/** What the draft says otherwise than the text that was frozen, block by block, word by word. */
import { type Difference, wordDifferences } from '#domain/text/difference.ts'
import { restoreText } from '#web/features/history/brought-back.ts'
import { ChangedWords } from '#web/features/history/components/changed-words.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { changesWords } from '../format.ts'
import type { Ahead } from '../pinned-text.ts'
import styles from './changes-dialog.module.css'

type ChangesDialogProps = {
  readonly ahead: Ahead
  /** `the published text` */
  readonly called: string
  /** What the draft can go back to; null for who may not write. */
  readonly frozen: { readonly postId: string; readonly version: number } | null
  readonly update: { readonly word: string; readonly run: () => void } | null
  readonly onClose: () => void
}

export function ChangesDialog({ ahead, called, frozen, update, onClose }: ChangesDialogProps) {
  const goBack = ({ postId, version }: NonNullable<typeof frozen>) => {
    onClose()
    void restoreText(postId, `versions/${version}`, 'The text is as it was frozen')
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={`${changesWords(ahead.changes)} since ${called}`}
      description="What was added is underlined, what is gone is struck through."
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          {frozen && <Button onClick={() => goBack(frozen)}>{`Go back to ${called}`}</Button>}
          {update && (
            <Button look="primary" onClick={update.run}>
              {update.word}
            </Button>
          )}
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={styles.changes} aria-label="Changes" tabIndex={0}>
        {ahead.beside.map(({ called: field, older, newer }) => (
          <div key={field} className={styles.block}>
            <p className={styles.note}>{field}</p>
            <p className={styles.words}>
              <ChangedWords parts={wordDifferences(older, newer)} />
            </p>
          </div>
        ))}
        {grouped(ahead.differences).map((group, index) =>
          group.kind === 'same' ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: places in one text
            <p key={index} className={styles.skipped}>
              {`${group.blocks} unchanged ${group.blocks === 1 ? 'block' : 'blocks'}`}
            </p>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: places in one text
            <Block key={index} difference={group.difference} />
          ),
        )}
      </section>
    </Dialog>
  )
}

type Group =
  | { readonly kind: 'same'; readonly blocks: number }
  | { readonly kind: 'change'; readonly difference: Difference }

/** What did not change is told by how much it is. */
function grouped(differences: readonly Difference[]): readonly Group[] {
  const groups: Group[] = []
  for (const difference of differences) {
    const last = groups.at(-1)
    if (difference.kind !== 'same') groups.push({ kind: 'change', difference })
    else if (last?.kind === 'same') groups[groups.length - 1] = { kind: 'same', blocks: last.blocks + 1 }
    else groups.push({ kind: 'same', blocks: 1 })
  }
  return groups
}

function Block({ difference: { block, kind, parts } }: { readonly difference: Difference }) {
  const onlyLooks = kind === 'changed' && parts.every(part => part.kind === 'same')
  return (
    <div className={styles.block} data-block={block}>
      {onlyLooks && <p className={styles.note}>Only its formatting changed</p>}
      {kind !== 'changed' && parts.every(({ text }) => text === '') && (
        <p className={styles.note}>{kind === 'added' ? 'An empty block was added' : 'An empty block is gone'}</p>
      )}
      <p className={styles.words}>
        <ChangedWords parts={parts} />
      </p>
    </div>
  )
}
