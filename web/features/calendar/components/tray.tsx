'use client'
/** Drafts and approved posts without a time: dragged onto a day, or planned from their menu. */
import { useEffect, useRef } from 'react'
import { ChangedMark } from '#web/features/posts/components/changed-mark.tsx'
import { PostMenu } from '#web/features/posts/components/post-menu.tsx'
import { changedWords } from '#web/features/posts/row-words.ts'
import type { PostRow } from '#web/features/posts/rows.ts'
import { postStatus, titleWords } from '#web/features/posts/status.ts'
import { PageLink } from '#web/ui/page-link.tsx'
import { StatusGlyph } from '#web/ui/status-glyph.tsx'
import styles from './calendar.module.css'
import type { ChipContext } from './calendar-chip.tsx'
import { makeDraggable } from './calendar-drag.ts'

const MOST = 60

export function Tray({ rows, context }: { readonly rows: readonly PostRow[]; readonly context: ChipContext }) {
  return (
    <aside className={styles.tray} aria-label="No time yet">
      <h2 className={styles.trayHead}>
        No time yet <span className="num">{rows.length}</span>
      </h2>
      {rows.length === 0 && <p className={styles.note}>Every draft and every approved post has a time.</p>}
      <ul className={styles.chips}>
        {rows.slice(0, MOST).map(row => (
          <TrayItem key={row.id} row={row} context={context} />
        ))}
      </ul>
      {rows.length > MOST && <p className={styles.note}>{`${rows.length - MOST} older ones are in Posts.`}</p>}
    </aside>
  )
}

function TrayItem({ row, context }: { readonly row: PostRow; readonly context: ChipContext }) {
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => (item.current ? makeDraggable(item.current, { row, at: null }) : undefined), [row])
  const look = postStatus(row.state)
  const id = `tray ${row.id}`
  return (
    <li ref={item} className={styles.chip} data-tone={look.tone} data-row={id}>
      <PageLink
        className={styles.open}
        href={`/posts/${row.id}`}
        draggable={false}
        aria-label={[`${titleWords(row.title)}, ${look.word}`, changedWords(row)?.short].filter(Boolean).join('. ')}
      >
        <span className={styles.when}>
          <StatusGlyph name={look.glyph} />
          <ChangedMark post={row} size="sign" />
        </span>
        <span className={styles.name}>{titleWords(row.title)}</span>
      </PageLink>
      <span className={styles.more}>
        <PostMenu
          row={row}
          nowMs={context.knownMs}
          open={context.menuFor === id}
          onOpenChange={open => context.onMenuFor(open ? id : null)}
          doing={context.doing}
        />
      </span>
    </li>
  )
}
