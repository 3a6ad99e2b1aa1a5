'use client'
/** The moments of a post, newest first, by day: when, who, what happened; where a version was frozen it says so. */
import { History } from 'lucide-react'
import { useState } from 'react'
import { clockWords, momentWords } from '#web/features/editor/format.ts'
import { shortHash } from '#web/features/editor/frozen-text.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { StatusGlyph } from '#web/ui/status-glyph.tsx'
import { dayWords } from '#web/ui/time-words.ts'
import type { History as PostHistory } from '../hooks.ts'
import { amountWords, MARK_WORDS, type MomentRow, rowsOf } from '../rows.ts'
import styles from './moment-list.module.css'

type MomentListProps = {
  readonly history: PostHistory
  /** Last row of the moment that is shown; null is the text as it is now. */
  readonly chosen: number | null
  readonly onChoose: (seq: number | null) => void
}

const GLYPHS = { approve: 'approved', schedule: 'scheduled', publish: 'published' } as const

export function MomentList({ history, chosen, onChoose }: MomentListProps) {
  const [withSmall, setWithSmall] = useState(false)
  const { status, moments, marks, amounts, restoring } = history
  if (status !== 'ready') return <div className={styles.body} />
  const rows = rowsOf(moments, marks, amounts, restoring, withSmall)
  const now = new Date()
  return (
    <div className={styles.body}>
      <Checkbox checked={withSmall} onChange={event => setWithSmall(event.target.checked)}>
        Small edits too
      </Checkbox>
      {rows.length <= 1 && rows.every(({ mark }) => mark === null) && (
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
                isNow={index === 0}
                isChosen={chosen === null ? index === 0 : chosen === row.moment.seq}
                history={history}
                onChoose={() => onChoose(index === 0 ? null : row.moment.seq)}
              />
            </li>
          )
        })}
      </ol>
    </div>
  )
}

type RowProps = {
  readonly row: MomentRow
  readonly isNow: boolean
  readonly isChosen: boolean
  readonly history: PostHistory
  readonly onChoose: () => void
}

function Row({ row: { moment, mark, amount, isFirst, isRestored }, isNow, isChosen, history, onChoose }: RowProps) {
  const people = moment.by.map(id => {
    const name = id === 'system' ? 'Galley' : 'A former member'
    return history.people.get(id) ?? { id, name, color: 1 }
  })
  const what = isRestored ? 'brought an earlier text back' : amountWords(amount, isFirst)
  return (
    <button type="button" className={styles.row} aria-current={isChosen ? 'true' : undefined} onClick={onChoose}>
      <span className={styles.mark}>
        {mark ? <StatusGlyph name={GLYPHS[mark.reason]} /> : isRestored && <History size={14} aria-hidden />}
      </span>
      <span className={styles.name}>{mark ? MARK_WORDS[mark.reason] : isNow ? 'Now' : clockWords(moment.at)}</span>
      <span className={styles.faces} aria-hidden>
        {people.slice(0, 4).map(({ id, name, color }) => (
          <Avatar key={id} name={name} color={color} size="small" decorative />
        ))}
      </span>
      <span className={styles.line}>
        {mark && (
          <>
            {`${momentWords(mark.createdAt)} · version ${mark.version} · `}
            <span className={styles.hash}>{shortHash(mark.contentHash)}</span>
            <br />
          </>
        )}
        {[people.map(({ name }) => name).join(', '), what].filter(Boolean).join(' · ')}
      </span>
    </button>
  )
}
