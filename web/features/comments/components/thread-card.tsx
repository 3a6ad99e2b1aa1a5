'use client'
/** One thread: the words it hangs on, what was said, and, while it is open, the box to answer in. */
import { Check, Info, RotateCcw } from 'lucide-react'
import { memo, type RefObject, useEffect, useRef } from 'react'
import { Button } from '#web/ui/button.tsx'
import { Time } from '#web/ui/time.tsx'
import { TypingDots } from '#web/ui/typing-dots.tsx'
import { draftKey } from '../drafts.ts'
import { type PlacedThread, repliesWords, whereWords } from '../threads.ts'
import { CommentBox } from './comment-box.tsx'
import { CommentItem } from './comment-item.tsx'
import type { Conversation } from './conversation.ts'
import styles from './thread-card.module.css'

type ThreadCardProps = {
  readonly thread: PlacedThread
  readonly talk: Conversation
  /** Who types there now, in words; empty for nobody. */
  readonly typing: string
  readonly active: boolean
  readonly boxRef: RefObject<HTMLTextAreaElement | null>
  readonly onActivate: (threadId: string) => void
  readonly onLeave: () => void
}

/** Drawn again only when something of it changed. SPEC CM65. */
export const ThreadCard = memo(function ThreadCard(props: ThreadCardProps) {
  const { thread, talk, typing, active, boxRef, onActivate, onLeave } = props
  const card = useRef<HTMLElement>(null)
  const { id, quote, comments, where, resolvedAt, resolvedBy } = thread
  const { mayComment, connected } = talk
  useEffect(() => {
    if (active) card.current?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const trouble = whereWords(where)
  const shown = active ? comments : comments.slice(0, 1)
  const more = comments.length - shown.length
  return (
    // Its button opens it as well; the card takes the pointer so that one need not aim.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the quote inside is the button
    <article
      ref={card}
      className={styles.card}
      data-thread={id}
      data-active={active || undefined}
      aria-label={quote ? `Thread on “${quote}”` : 'Thread on the whole post'}
      onClick={() => !active && onActivate(id)}
    >
      {trouble && (
        <p className={styles.trouble}>
          <Info size={14} aria-hidden />
          {trouble}
        </p>
      )}
      <div className={styles.head}>
        <button type="button" className={styles.quote} aria-expanded={active} onClick={() => onActivate(id)}>
          {quote || 'The whole post'}
        </button>
        {active && mayComment && (
          <Button
            size="small"
            disabled={!connected}
            title={connected ? undefined : 'Needs a connection'}
            onClick={() => talk.setResolved(id, resolvedAt === null)}
          >
            {resolvedAt === null ? <Check aria-hidden /> : <RotateCcw aria-hidden />}
            {resolvedAt === null ? 'Resolve' : 'Reopen'}
          </Button>
        )}
      </div>
      {resolvedAt && (
        <p className={styles.settled}>
          {`Resolved by ${resolvedBy?.name ?? 'a former member'}, `}
          <Time at={resolvedAt} />
        </p>
      )}
      <ul className={styles.comments}>
        {shown.map(item => (
          <CommentItem key={item.id} item={item} threadId={id} talk={talk} />
        ))}
      </ul>
      {more > 0 && (
        <button type="button" className={styles.more} onClick={() => onActivate(id)}>
          {repliesWords(more)}
        </button>
      )}
      {typing && (
        <p className={styles.typing} aria-hidden="true">
          <TypingDots />
          {typing}
        </p>
      )}
      {active && mayComment && (
        <CommentBox
          label="Reply"
          placeholder="Reply"
          sendWord="Reply"
          draftKey={draftKey(talk.me.id, talk.postId, id)}
          people={talk.people}
          connected={connected}
          focusRef={boxRef}
          onTyping={() => talk.onTyping(id)}
          onCancel={onLeave}
          onSend={body => talk.answer(id, body)}
        />
      )}
    </article>
  )
})
