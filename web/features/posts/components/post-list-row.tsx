// biome-ignore-all lint/a11y/useSemanticElements: it turns into cards on small screens, where a real table loses its roles.
// biome-ignore-all lint/a11y/useFocusableInteractive: the link inside a row is what takes focus.
'use client'
/** One post in the list; the whole row opens it. */
import { memo } from 'react'
import { classes } from '#web/ui/classes.ts'
import { Facepile } from '#web/ui/facepile.tsx'
import { PageLink } from '#web/ui/page-link.tsx'
import { StatusLabel } from '#web/ui/status-label.tsx'
import { Time } from '#web/ui/time.tsx'
import { type PostRow, rowStatus } from '../rows.ts'
import { titleWords } from '../status.ts'
import { ChangedMark } from './changed-mark.tsx'
import { ChannelChips } from './channel-chips.tsx'
import { OpenThreads } from './open-threads.tsx'
import type { PostDoing } from './post-doing.ts'
import styles from './post-list.module.css'
import { PostMenu } from './post-menu.tsx'
import { PostTags } from './post-tags.tsx'
import { PrivateMark } from './private-mark.tsx'

type PostListRowProps = {
  readonly row: PostRow
  /** As the server has it, for the commands; `row` may already show what this tab expects. */
  readonly known: PostRow
  readonly pending: boolean
  /** No longer matches the filter; stays until one acts elsewhere. */
  readonly dimmed: boolean
  readonly selected: boolean
  readonly onSelect: (id: string, selected: boolean) => void
  readonly menuOpen: boolean
  readonly onMenuOpenChange: (id: string, open: boolean) => void
  readonly nowMs: number
  /** Place among all rows of the list, from 1. */
  readonly place: number
  /** Distance from the top where rows are placed one by one: long lists draw only what is in sight. */
  readonly topPx?: number
  readonly measure?: (element: HTMLElement | null) => void
  readonly doing: PostDoing
}

export const PostListRow = memo(function PostListRow({
  row,
  known,
  pending,
  dimmed,
  selected,
  onSelect,
  menuOpen,
  onMenuOpenChange,
  nowMs,
  place,
  topPx,
  measure,
  doing,
}: PostListRowProps) {
  const look = rowStatus(row, nowMs)
  const viewers = (row.viewers ?? []).map(viewer => ({ ...viewer, away: viewer.mode === 'idle' }))
  return (
    <div
      ref={measure}
      className={classes(styles.row, dimmed && styles.dimmed)}
      style={topPx === undefined ? undefined : { position: 'absolute', top: topPx, left: 0, right: 0 }}
      role="row"
      aria-rowindex={place + 1}
      data-index={place - 1}
      data-row={row.id}
      data-tone={look.tone}
      data-state={row.state}
      data-selected={selected || undefined}
    >
      <div role="cell" className={styles.pick}>
        <input
          type="checkbox"
          className={styles.box}
          checked={selected}
          aria-label={`Select ${titleWords(row.title)}`}
          aria-keyshortcuts="x"
          onChange={event => onSelect(row.id, event.target.checked)}
        />
      </div>
      <div role="cell" className={styles.title}>
        <PageLink className={styles.open} href={`/posts/${row.id}`} aria-keyshortcuts="Enter">
          {titleWords(row.title)}
        </PageLink>
        <PostTags tags={row.tags} />
      </div>
      <div role="cell" className={styles.status} aria-busy={pending || undefined}>
        <StatusLabel {...look} />
        <PrivateMark post={row} />
        <ChangedMark post={row} size="brief" />
        {pending && <span className="vh">, being stored</span>}
      </div>
      <div role="cell" className={styles.who}>
        <Facepile people={viewers} label="In it now" />
      </div>
      <div role="cell" className={styles.channels}>
        <ChannelChips of={row} />
      </div>
      <div role="cell" className={styles.when}>
        {row.state === 'publishing' ? (
          'Now'
        ) : (
          <Time at={row.state === 'scheduled' && row.scheduledAt ? row.scheduledAt : row.at} />
        )}
      </div>
      <div role="cell" className={styles.threads}>
        <OpenThreads count={row.openThreads} />
      </div>
      <div role="cell" className={styles.more}>
        <PostMenu
          row={known}
          nowMs={nowMs}
          open={menuOpen}
          onOpenChange={open => onMenuOpenChange(row.id, open)}
          doing={doing}
        />
      </div>
    </div>
  )
})
