'use client'
/** What can be done with the posts that are selected. */
import { X } from 'lucide-react'
import { useHere } from '#web/features/workspace/here.tsx'
import { useConnection } from '#web/realtime/hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { bulkOffers } from '../bulk.ts'
import type { PostRow } from '../rows.ts'
import styles from './bulk-bar.module.css'
import type { PostDoing } from './post-doing.ts'

type BulkBarProps = {
  readonly selected: readonly PostRow[]
  readonly doing: PostDoing
  readonly onClear: () => void
}

export function BulkBar({ selected, doing, onClear }: BulkBarProps) {
  const { role } = useHere().workspace
  const offline = useConnection().state === 'offline'
  if (selected.length === 0) return null
  const offers = bulkOffers(selected, role)
  return (
    <section className={styles.bar} aria-label="Selected posts">
      <b role="status">{selected.length} selected</b>
      {offers.length === 0 && <span>Nothing can be done with all of them.</span>}
      {offers.map(({ word, action, rows }) => (
        <Button
          key={word}
          look="quiet"
          size="small"
          disabled={offline}
          title={offline ? 'Needs a connection' : undefined}
          onClick={() => {
            doing.runAll(rows, action)
            onClear()
          }}
        >
          {rows.length === selected.length ? word : `${word} (${rows.length})`}
        </Button>
      ))}
      <Button look="quiet" size="small" icon aria-label="Select none" onClick={onClear}>
        <X aria-hidden />
      </Button>
    </section>
  )
}
