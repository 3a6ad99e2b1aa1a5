'use client'
/** One comment of a reader, and what can be done about it. What was decided here can be undone at its place. */
import { useState } from 'react'
import type { ReaderCommentState } from '#domain/contract/engagement.ts'
import { titleWords } from '#web/features/posts/status.ts'
import { Button } from '#web/ui/button.tsx'
import { PageLink } from '#web/ui/page-link.tsx'
import { Time } from '#web/ui/time.tsx'
import { useDeed } from '#web/use-deed.ts'
import type { ReaderComment } from '../api.ts'
import { decisionsFor, stateWord } from '../comments.ts'
import styles from './reader-comment-item.module.css'

type ReaderCommentItemProps = {
  readonly comment: ReaderComment
  readonly withPost: boolean
  readonly disabled: boolean
  /** @throws {ApiError} */
  readonly onDecide: (id: string, state: ReaderCommentState) => Promise<void>
}

export function ReaderCommentItem({ comment, withPost, disabled, onDecide }: ReaderCommentItemProps) {
  const { id, name, body, state, post, createdAt } = comment
  const { underWay: busy, trouble: problem, run } = useDeed()
  /** What it was before this person decided here. */
  const [before, setBefore] = useState<ReaderCommentState | null>(null)

  async function decide(to: ReaderCommentState, undoTo: ReaderCommentState | null) {
    if (await run(() => onDecide(id, to), to)) setBefore(undoTo)
  }

  return (
    <li className={styles.item} data-state={state}>
      <p className={styles.head}>
        <b>{name}</b>
        {withPost && (
          <span className={styles.note}>
            on <PageLink href={`/posts/${post.id}`}>{titleWords(post.title)}</PageLink>
          </span>
        )}
        <Time at={createdAt} className={styles.note} />
      </p>
      <p className={styles.body}>{body}</p>
      <div className={styles.deeds}>
        {before !== null && (
          <>
            <span className={styles.done} role="status">
              {`${stateWord(state)}.`}
            </span>
            <Button size="small" busy={busy === before} disabled={disabled} onClick={() => void decide(before, null)}>
              Undo
            </Button>
          </>
        )}
        {before === null &&
          decisionsFor(state).map(({ to, word }, index) => (
            <Button
              key={to}
              size="small"
              look={index === 0 ? 'plain' : 'quiet'}
              busy={busy === to}
              disabled={disabled || (busy !== null && busy !== to)}
              aria-label={`${word}: ${name}, ${body.slice(0, 60)}`}
              onClick={() => void decide(to, state)}
            >
              {word}
            </Button>
          ))}
      </div>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </li>
  )
}
