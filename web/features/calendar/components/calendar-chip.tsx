'use client'
/** A post in the calendar: opens on press, is dragged or lifted with space, and has its menu. */
import { type CSSProperties, type KeyboardEvent, memo, useEffect, useRef } from 'react'
import { ChangedMark } from '#web/features/posts/components/changed-mark.tsx'
import type { PostDoing } from '#web/features/posts/components/post-doing.ts'
import { PostMenu } from '#web/features/posts/components/post-menu.tsx'
import { changedWords } from '#web/features/posts/row-words.ts'
import { type PostRow, rowStatus } from '#web/features/posts/rows.ts'
import { titleWords } from '#web/features/posts/status.ts'
import { PageLink } from '#web/ui/page-link.tsx'
import { StatusGlyph } from '#web/ui/status-glyph.tsx'
import type { Entry } from '../entries.ts'
import { shortDayWords } from '../words.ts'
import { cityOf, wallOf } from '../zoned.ts'
import styles from './calendar.module.css'
import { makeDraggable } from './calendar-drag.ts'

export type ChipContext = {
  readonly timeZone: string
  readonly nowMs: number
  /** Until when it is known how posts stand. */
  readonly knownMs: number
  readonly doing: PostDoing
  /** As the server has it, by id. */
  readonly known: ReadonlyMap<string, PostRow>
  readonly liftedId: string | null
  readonly menuFor: string | null
  readonly onMenuFor: (id: string | null) => void
  readonly onKeyDown: (event: KeyboardEvent, entry: Entry) => void
}

type CalendarChipProps = {
  readonly entry: Entry
  readonly context: ChipContext
  readonly style?: CSSProperties
  readonly block?: boolean
}

export const CalendarChip = memo(function CalendarChip({ entry, context, style, block = false }: CalendarChipProps) {
  const { row, at, time, date, fixed } = entry
  const { knownMs, doing, liftedId, menuFor, onMenuFor } = context
  const chip = useRef<HTMLDivElement>(null)
  const known = context.known.get(row.id) ?? row
  useEffect(
    () => (fixed === null && chip.current ? makeDraggable(chip.current, { row: known, at }) : undefined),
    [fixed, known, at],
  )
  const look = rowStatus(row, knownMs)
  const lifted = liftedId === row.id
  const title = titleWords(row.title)
  return (
    <div
      ref={chip}
      className={styles.chip}
      style={style}
      data-row={row.id}
      data-tone={look.tone}
      data-block={block || undefined}
      data-lifted={lifted || undefined}
      data-at={at}
      title={tooltip(entry)}
    >
      <PageLink
        className={styles.open}
        href={`/posts/${row.id}`}
        draggable={false}
        aria-label={[`${time} ${title}, ${look.word}`, changedWords(row)?.short, fixed].filter(Boolean).join('. ')}
        aria-keyshortcuts="Space s"
        onKeyDown={event => context.onKeyDown(event, entry)}
      >
        <span className={styles.when}>
          <StatusGlyph name={look.glyph} />
          <ChangedMark post={row} size="sign" />
          {lifted ? `${shortDayWords(date)}, ${time}` : time}
        </span>{' '}
        <span className={styles.name}>{title}</span>
      </PageLink>
      <span className={styles.more}>
        <PostMenu
          row={known}
          nowMs={knownMs}
          open={menuFor === row.id}
          onOpenChange={open => onMenuFor(open ? row.id : null)}
          doing={doing}
        />
      </span>
    </div>
  )
})

/** Both times where the post is planned on other clocks than those shown, and why it cannot be moved. */
function tooltip({ row, at, date, time, fixed }: Entry): string {
  const planned = row.timeZone ? wallOf(at, row.timeZone) : null
  const differs = planned !== null && (planned.time !== time || planned.date !== date)
  return [
    `${titleWords(row.title)}: ${shortDayWords(date)}, ${time}`,
    differs ? `planned ${shortDayWords(planned.date)}, ${planned.time} in ${cityOf(row.timeZone ?? '')}` : null,
    changedWords(row)?.short ?? null,
    fixed,
  ]
    .filter(part => part !== null)
    .join(' · ')
}
