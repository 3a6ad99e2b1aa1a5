'use client'
/** Comments of readers by state, each with what can be done about it; of a post or of the whole workspace. */
import { useState } from 'react'
import { READER_COMMENT_STATES, type ReaderCommentState } from '#domain/contract/engagement.ts'
import { Button } from '#web/ui/button.tsx'
import { Segments } from '#web/ui/segments.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import type { CommentsOf } from '../api.ts'
import { stateWord } from '../comments.ts'
import { useReaderComments } from '../hooks.ts'
import { ReaderCommentItem } from './reader-comment-item.tsx'
import styles from './reader-comments.module.css'

type ReaderCommentsProps = {
  readonly of: CommentsOf
  /** How many wait, by the feed's word. */
  readonly waiting: number
  /** Anything that differs when there may be something new. */
  readonly changed: unknown
  /** Without a connection decisions would only fail. */
  readonly connected: boolean
}

const EMPTY: Record<ReaderCommentState, string> = {
  waiting: 'Nothing waits to be read.',
  shown: 'No comment is shown.',
  hidden: 'Nothing is hidden.',
  spam: 'No spam.',
}

export function ReaderComments({ of, waiting, changed, connected }: ReaderCommentsProps) {
  const [state, setState] = useState<ReaderCommentState>('waiting')
  const { status, why, items, hasMore, more, decide } = useReaderComments(of, state, changed)
  return (
    <div className={styles.comments}>
      <Segments
        label="Comments of readers"
        value={state}
        onChange={setState}
        choices={READER_COMMENT_STATES.map(value => ({
          value,
          words: value === 'waiting' && waiting > 0 ? `${stateWord(value)} ${waiting}` : stateWord(value),
        }))}
      />
      {status === 'none' && (
        <div className={styles.list} aria-busy="true">
          <span className="vh">Loading comments</span>
          {['90%', '70%'].map(width => (
            <Skeleton key={width} width={width} height={48} />
          ))}
        </div>
      )}
      {status === 'ready' && items.length === 0 && <p className={styles.note}>{EMPTY[state]}</p>}
      {items.length > 0 && (
        <ul className={styles.list}>
          {items.map(comment => (
            <ReaderCommentItem
              key={comment.id}
              comment={comment}
              withPost={'workspaceId' in of}
              disabled={!connected}
              onDecide={decide}
            />
          ))}
        </ul>
      )}
      {state === 'spam' && items.length > 0 && <p className={styles.note}>Spam is forgotten after 30 days.</p>}
      {status === 'failed' && (
        <p className={styles.note} role="alert">
          {`Could not load the comments: ${why}`}
        </p>
      )}
      {!connected && <p className={styles.note}>Needs a connection.</p>}
      {(hasMore || status === 'failed') && (
        <Button size="small" className={styles.more} onClick={more}>
          {status === 'failed' ? 'Try again' : 'Show older'}
        </Button>
      )}
    </div>
  )
}
