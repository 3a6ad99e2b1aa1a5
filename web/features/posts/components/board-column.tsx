'use client'
/** One column: its count, its posts, and where something is dragged, whether it may be put here. */
import { ChevronsLeftRight, Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { can } from '#domain/contract/rights.ts'
import { useNewPost } from '#web/features/workspace/components/new-post.tsx'
import { useHere } from '#web/features/workspace/here.tsx'
import { useConnection } from '#web/realtime/hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { classes } from '#web/ui/classes.ts'
import { StatusGlyph } from '#web/ui/status-glyph.tsx'
import { useClock } from '#web/ui/use-clock.ts'
import type { Column, ColumnKey } from '../columns.ts'
import { isPending, shownRow } from '../hooks.ts'
import { type Move, moveTo } from '../moves.ts'
import { GROUPS, type PostRow } from '../rows.ts'
import styles from './board.module.css'
import { OlderEnd } from './older-end.tsx'
import { PostCard } from './post-card.tsx'
import type { PostDoing } from './post-doing.ts'
import { makeDropColumn } from './post-drag.ts'
import type { Older } from './use-all-posts.ts'
import type { Ghost } from './use-placement.ts'

type BoardColumnProps = {
  readonly column: Column
  readonly ids: readonly string[]
  readonly rowById: ReadonlyMap<string, PostRow>
  readonly ghosts: readonly Ghost[]
  readonly dimmed: ReadonlySet<string>
  readonly moved: ReadonlySet<string>
  readonly nowMs: number
  /** Set where older posts may belong here that are not loaded. */
  readonly older: Older | null
  readonly menuFor: string | null
  readonly onMenuOpenChange: (id: string, open: boolean) => void
  readonly doing: PostDoing
  readonly folded: boolean
  readonly onFold: ((column: ColumnKey, folded: boolean) => void) | null
  readonly dragged: PostRow | null
}

/** More are shown on demand: a column of thousands costs no more than one of these. */
const STEP = 40

export function BoardColumn(props: BoardColumnProps) {
  const { column, ids, rowById, ghosts, dimmed, moved, nowMs, older, menuFor, onMenuOpenChange, doing } = props
  const { folded, onFold, dragged } = props
  const { role } = useHere().workspace
  const section = useRef<HTMLElement>(null)
  const [over, setOver] = useState(false)
  const [most, setMost] = useState(STEP)

  const offline = useConnection().state === 'offline'
  const latest = useRef({ role, nowMs, offline })
  useEffect(() => {
    latest.current = { role, nowMs, offline }
  })
  useEffect(() => {
    if (!section.current) return
    return makeDropColumn(section.current, column.key, {
      mayTake: row => {
        const { role, nowMs, offline } = latest.current
        return isLegal(verdictOn(moveTo(row, column.key, role, nowMs), offline))
      },
      onOver: setOver,
    })
  }, [column.key])

  const verdict = dragged ? verdictOn(moveTo(dragged, column.key, role, nowMs), offline) : null
  const shown = ids.slice(0, most)
  const hidden = ids.length - shown.length
  const count = `${ids.length}${older ? '+' : ''}`
  const head = (
    <h2 className={styles.head} data-tone={column.tone}>
      <StatusGlyph name={column.glyph} still={ids.length === 0} />
      <span>{column.word}</span>
      <span className={classes(styles.count, 'num')}>{count}</span>
    </h2>
  )
  return (
    <section
      ref={section}
      className={classes(
        styles.column,
        column.key === 'attention' && styles.pinned,
        folded && styles.folded,
        verdict?.as === 'refused' && styles.refused,
        over && styles.over,
      )}
      data-column={column.key}
      data-empty={ids.length === 0 && ghosts.length === 0 ? '' : undefined}
      aria-label={`${column.word}, ${ids.length} ${ids.length === 1 ? 'post' : 'posts'}${older ? ' or more' : ''}`}
    >
      <div className={styles.top}>
        {head}
        {column.key === 'draft' && can(role, 'edit') && !folded && <NewHere />}
        {onFold && (
          <Button
            className={styles.fold}
            look="quiet"
            size="small"
            icon
            aria-label={`${folded ? 'Unfold' : 'Fold'} ${column.word}`}
            aria-expanded={!folded}
            onClick={() => onFold(column.key, !folded)}
          >
            <ChevronsLeftRight aria-hidden />
          </Button>
        )}
      </div>
      {verdict && verdict.as !== 'here' && (
        <p className={styles.verdict} data-tone={column.tone}>
          {verdict.as === 'refused' ? verdict.why : verdict.word}
        </p>
      )}
      {!folded && (
        <ul className={styles.cards}>
          {withGhosts(shown, ghosts).map(item => {
            if (typeof item !== 'string') return <GhostLine key={`ghost ${item.key}`} ghost={item} />
            const known = rowById.get(item)
            return (
              known && (
                <li key={item}>
                  <PostCard
                    row={shownRow(known, doing.pendingById)}
                    known={known}
                    column={column.key}
                    nowMs={nowMs}
                    pending={isPending(known, doing.pendingById)}
                    dimmed={dimmed.has(item)}
                    moved={moved.has(item)}
                    menuOpen={menuFor === item}
                    onMenuOpenChange={onMenuOpenChange}
                    doing={doing}
                  />
                </li>
              )
            )
          })}
        </ul>
      )}
      {!folded && hidden > 0 && (
        <Button look="quiet" size="small" onClick={() => setMost(most + STEP)}>
          {hidden} more
        </Button>
      )}
      {!folded && hidden === 0 && older && <OlderEnd older={older} />}
    </section>
  )
}

function NewHere() {
  const { start, busy, offline } = useNewPost()
  return (
    start && (
      <Button
        look="quiet"
        size="small"
        icon
        aria-label="New post"
        busy={busy}
        disabled={offline}
        onClick={() => start('workspace')}
      >
        {!busy && <Plus aria-hidden />}
      </Button>
    )
  )
}

function GhostLine({ ghost: { to, atMs } }: { readonly ghost: Ghost }) {
  const nowMs = useClock(1_000)
  const word = GROUPS.find(({ key }) => key === to)?.word
  const seconds = Math.max(0, Math.round((nowMs - atMs) / 1000))
  return (
    <li className={styles.ghost} aria-hidden>
      To {word}
      {nowMs > 0 && `, ${seconds} s ago`}
    </li>
  )
}

function withGhosts(ids: readonly string[], ghosts: readonly Ghost[]): readonly (string | Ghost)[] {
  const items: (string | Ghost)[] = [...ids]
  for (const ghost of ghosts.toSorted((a, b) => a.index - b.index)) items.splice(ghost.index, 0, ghost)
  return items
}

function verdictOn(move: Move, offline: boolean): Move {
  return offline && move.as !== 'here' ? { as: 'refused', why: 'Needs a connection' } : move
}

function isLegal({ as }: Move): boolean {
  return as === 'command' || as === 'ask'
}
