'use client'
/** The moments of a post, newest first, by day: when, who, what happened; where a version was frozen or it has a name, it says so. */
import { Bookmark, History } from 'lucide-react'
import { useState } from 'react'
import { clockWords, momentWords } from '#web/features/editor/format.ts'
import { shortHash } from '#web/features/editor/frozen-words.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { StatusGlyph } from '#web/ui/status-glyph.tsx'
import { dayWords } from '#web/ui/time-words.ts'
import { useClock } from '#web/ui/use-clock.ts'
import type { History as PostHistory } from '../hooks.ts'
import { amountWords, MARK_WORDS, type MomentRow, rowsOf } from '../rows.ts'
import styles from './moment-list.module.css'

type MomentListProps = {
  readonly history: PostHistory
  /** Last row of the moment that is shown; null is the text as it is now. */
  readonly chosen: number | null
  readonly onChoose: (seq: number | null) => void
}

/** A day that ends while one looks is told within this time. */
const CLOCK_MS = 20_000

const GLYPHS = { approve: 'approved', schedule: 'scheduled', publish: 'published' } as const

export function MomentList({ history, chosen, onChoose }: MomentListProps) {
  const [withSmall, setWithSmall] = useState(false)
  const [onlyNamed, setOnlyNamed] = useState(false)
  useClock(CLOCK_MS)
  if (history.status !== 'ready') return <div className={styles.body} />
  const hasNamed = history.named.length > 0
  // With the last name the way out of this view would go as well.
  const showsNamed = onlyNamed && hasNamed
  const rows = rowsOf(history, showsNamed ? 'named' : withSmall ? 'all' : 'most')
  const now = new Date()
  return (
    <div className={styles.body}>
      <div className={styles.choices}>
        <Checkbox checked={withSmall} disabled={showsNamed} onChange={event => setWithSmall(event.target.checked)}>
          Small edits too
        </Checkbox>
        {hasNamed && (
          <Checkbox checked={onlyNamed} onChange={event => setOnlyNamed(event.target.checked)}>
            Named only
          </Checkbox>
        )}
      </div>
      {rows.length === 0 && (
        <p className={styles.note}>The first version appears a few seconds after the first words.</p>
      )}
      <ol className={styles.list}>
        {rows.map((row, index) => {
          const day = dayWords(new Date(row.moment.at), now)
          const before = rows[index - 1]
          const isNewDay = !before || dayWords(new Date(before.moment.at), now) !== day
          return (
            <li key={row.moment.fromSeq}>
              {isNewDay && <h3 className={styles.day}>{day}</h3>}
              <Row
                row={row}
                isChosen={chosen === null ? row.isNow : chosen === row.moment.seq}
                history={history}
                onChoose={() => onChoose(row.isNow ? null : row.moment.seq)}
              />
            </li>
          )
        })}
      </ol>
      <Earlier history={history} />
    </div>
  )
}

/** A long history is read part by part. */
function Earlier({ history: { replay, named, earlier } }: { readonly history: PostHistory }) {
  const { beginning } = replay
  if (!beginning || !earlier.read) return null
  const names = named.filter(({ seq }) => seq <= beginning.seq).map(({ name }) => `“${name}”`)
  return (
    <div className={styles.earlier}>
      <p className={styles.note}>
        {`Shown since ${momentWords(beginning.at)}.`}
        {names.length > 0 && ` Before that: ${names.join(', ')}.`}
      </p>
      {earlier.trouble && (
        <p className={styles.note} role="alert">
          {earlier.trouble}
        </p>
      )}
      <Button size="small" disabled={earlier.busy} onClick={earlier.read}>
        {earlier.busy ? 'Reading…' : 'Show earlier changes'}
      </Button>
    </div>
  )
}

type RowProps = {
  readonly row: MomentRow
  readonly isChosen: boolean
  readonly history: PostHistory
  readonly onChoose: () => void
}

function Row({ row, isChosen, history, onChoose }: RowProps) {
  const { moment, mark, name, amount, isFirst, isNow, isRestored } = row
  const people = moment.by.map(id => {
    const called = id === 'system' ? 'Galley' : 'A former member'
    return history.people.get(id) ?? { id, name: called, color: 1 }
  })
  const what = isRestored ? 'brought an earlier text back' : amountWords(amount, isFirst)
  return (
    <button type="button" className={styles.row} aria-current={isChosen ? 'true' : undefined} onClick={onChoose}>
      <span className={styles.mark}>
        {mark ? <StatusGlyph name={GLYPHS[mark.reason]} /> : <Sign isNamed={name !== null} isRestored={isRestored} />}
      </span>
      <span className={styles.name}>{name ?? titleOf(row)}</span>
      <span className={styles.faces} aria-hidden>
        {people.slice(0, 4).map(({ id, name, color }) => (
          <Avatar key={id} name={name} color={color} size="small" decorative />
        ))}
      </span>
      <span className={styles.line}>
        {mark && (
          <>
            {name !== null && `${MARK_WORDS[mark.reason]} · `}
            {`${momentWords(mark.createdAt)} · version ${mark.version} · `}
            <span className={styles.hash}>{shortHash(mark.contentHash)}</span>
            <br />
          </>
        )}
        {name !== null && !mark && `${isNow ? 'Now' : clockWords(moment.at)} · `}
        {[people.map(({ name }) => name).join(', '), what].filter(Boolean).join(' · ')}
      </span>
    </button>
  )
}

function titleOf({ mark, isNow, moment }: MomentRow): string {
  return mark ? MARK_WORDS[mark.reason] : isNow ? 'Now' : clockWords(moment.at)
}

function Sign({ isNamed, isRestored }: { readonly isNamed: boolean; readonly isRestored: boolean }) {
  if (isNamed) return <Bookmark size={14} aria-label="Named" role="img" />
  return isRestored ? <History size={14} aria-hidden /> : null
}
