'use client'
/** A post on the board; the whole card opens it, and it can be dragged where its state may go. */
import { memo, useEffect, useRef } from 'react'
import { useHere } from '#web/features/workspace/here.tsx'
import { useConnection } from '#web/realtime/hooks.ts'
import { useTypists } from '#web/realtime/list-hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { classes } from '#web/ui/classes.ts'
import { Facepile } from '#web/ui/facepile.tsx'
import { PageLink } from '#web/ui/page-link.tsx'
import { StatusLabel } from '#web/ui/status-label.tsx'
import { Time } from '#web/ui/time.tsx'
import { TypingDots } from '#web/ui/typing-dots.tsx'
import { type Attention, attentionOf } from '../attention.ts'
import { type ColumnKey, columnOf } from '../columns.ts'
import { clockWords } from '../row-words.ts'
import { type PostRow, rowStatus } from '../rows.ts'
import { titleWords } from '../status.ts'
import { ChangedMark } from './changed-mark.tsx'
import { ChannelChips } from './channel-chips.tsx'
import { OpenThreads } from './open-threads.tsx'
import styles from './post-card.module.css'
import type { PostDoing } from './post-doing.ts'
import { makeDraggable } from './post-drag.ts'
import { PostMenu } from './post-menu.tsx'
import { PostTags } from './post-tags.tsx'
import { PrivateMark } from './private-mark.tsx'

type PostCardProps = {
  /** As this tab expects it. */
  readonly row: PostRow
  /** As the server has it: commands go by its `rev`. */
  readonly known: PostRow
  readonly column: ColumnKey
  readonly nowMs: number
  readonly pending: boolean
  /** No longer matches the filter; stays until one acts elsewhere. */
  readonly dimmed: boolean
  /** Has just come from another column by somebody else's hand. */
  readonly moved: boolean
  readonly menuOpen: boolean
  readonly onMenuOpenChange: (id: string, open: boolean) => void
  readonly doing: PostDoing
}

export const PostCard = memo(function PostCard(props: PostCardProps) {
  const { row, known, column, nowMs, pending, dimmed, moved, menuOpen, onMenuOpenChange, doing } = props
  const { workspace } = useHere()
  const { role } = workspace
  const card = useRef<HTMLElement>(null)
  useEffect(() => (card.current ? makeDraggable(card.current, known) : undefined), [known])
  const look = rowStatus(row, nowMs)
  const attention = attentionOf(row, role, nowMs, clockWords)
  const viewers = (row.viewers ?? []).map(viewer => ({ ...viewer, away: viewer.mode === 'idle' }))
  return (
    <article
      ref={card}
      className={classes(styles.card, dimmed && styles.dimmed, moved && styles.moved)}
      data-row={row.id}
      data-column={column}
      data-state={row.state}
      data-tone={look.tone}
      aria-busy={pending || undefined}
      aria-label={`${titleWords(row.title)}, ${look.word}`}
    >
      <h3 className={styles.title}>
        <PageLink className={styles.open} href={`/posts/${row.id}`} draggable={false} aria-keyshortcuts="Enter s">
          {titleWords(row.title)}
        </PageLink>
      </h3>
      {row.state === 'publishing' ? <Progress row={row} /> : !attention && <Meta row={row} />}
      {column !== columnOf(row, nowMs) && <StatusLabel {...look} />}
      <ChangedMark post={row} />
      <PostTags tags={row.tags} />
      <ChannelChips of={row} />
      {attention && <NeedsYou attention={attention} known={known} pending={pending} doing={doing} />}
      {(viewers.length > 0 || row.openThreads !== undefined || row.private) && (
        <div className={styles.foot}>
          <Facepile people={viewers} label="In it now" />
          <Typists row={row} />
          <PrivateMark post={row} />
          <OpenThreads count={row.openThreads} />
        </div>
      )}
      <div className={styles.more}>
        <PostMenu
          row={known}
          nowMs={nowMs}
          open={menuOpen}
          onOpenChange={open => onMenuOpenChange(row.id, open)}
          doing={doing}
        />
      </div>
    </article>
  )
})

function Meta({ row }: { readonly row: PostRow }) {
  return (
    <p className={styles.meta}>
      {row.state !== 'scheduled' && row.by && <span className="cut">{firstName(row.by.name)}</span>}
      {row.state !== 'scheduled' && row.by && <span aria-hidden>·</span>}
      <Time at={row.state === 'scheduled' && row.scheduledAt ? row.scheduledAt : row.at} />
    </p>
  )
}

/** How many channels have answered, and which one is next. */
function Progress({ row: { deliveries = [] } }: { readonly row: PostRow }) {
  const done = deliveries.filter(({ state }) => state !== 'queued' && state !== 'publishing').length
  const now =
    deliveries.find(({ state }) => state === 'publishing') ?? deliveries.find(({ state }) => state === 'queued')
  const words = now ? `${now.name}, ${done} of ${deliveries.length} done` : 'Under way'
  return (
    <>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={words}
        aria-valuemin={0}
        aria-valuemax={deliveries.length}
        aria-valuenow={done}
      >
        <span style={{ scale: `${Math.max(0.08, done / Math.max(1, deliveries.length))} 1` }} />
      </div>
      <p className={styles.say} data-tone="publishing">
        {words}
      </p>
    </>
  )
}

type NeedsYouProps = Pick<PostCardProps, 'known' | 'pending' | 'doing'> & { readonly attention: Attention }

function NeedsYou({ attention: { tone, why, steps, asks }, known, pending, doing }: NeedsYouProps) {
  const offline = useConnection().state === 'offline'
  const unless = { disabled: offline, title: offline ? 'Needs a connection' : undefined }
  return (
    <>
      <p className={styles.say} data-tone={tone}>
        {why}
      </p>
      {steps.length + asks.length > 0 && (
        <div className={styles.steps}>
          {steps.map(step => (
            <Button key={step.word} size="small" busy={pending} {...unless} onClick={() => doing.run(known, step)}>
              {step.word}
            </Button>
          ))}
          {asks.map((ask, index) => (
            <Button
              key={ask}
              size="small"
              {...unless}
              look={index === 0 ? 'plain' : 'quiet'}
              onClick={() => doing.ask({ ask, row: known })}
            >
              {ask === 'publish' ? 'Publish now…' : 'Pick a time…'}
            </Button>
          ))}
        </div>
      )}
    </>
  )
}

/** For itself, so that a pause in somebody's typing draws nothing else anew. */
function Typists({ row: { id, viewers = [] } }: { readonly row: PostRow }) {
  const { user } = useHere()
  const ids = useTypists(id)
  const typing = ids ? viewers.filter(viewer => ids.includes(viewer.id) && viewer.id !== user.id) : []
  const [first] = typing
  return (
    <span className={styles.writing}>
      {first && <TypingDots />}
      {first && (typing.length === 1 ? `${firstName(first.name)} is typing` : `${typing.length} are typing`)}
    </span>
  )
}

function firstName(name: string): string {
  return name.split(' ')[0] ?? name
}
