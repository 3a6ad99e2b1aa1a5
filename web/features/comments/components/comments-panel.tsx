'use client'
/** What is said about the post: open threads in the order of the text, settled ones apart, and a new one on top. */
import { ChevronDown, ChevronUp, MessageSquare } from 'lucide-react'
import { type RefObject, startTransition, useEffect, useRef, useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Segments } from '#web/ui/segments.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { draftKey } from '../drafts.ts'
import type { PlacedThread } from '../threads.ts'
import { CommentBox } from './comment-box.tsx'
import styles from './comments-panel.module.css'
import type { Conversation } from './conversation.ts'
import { LeftReply } from './left-reply.tsx'
import { NewReplies } from './new-replies.tsx'
import { ThreadCard } from './thread-card.tsx'

type CommentsPanelProps = {
  readonly status: 'loading' | 'ready'
  readonly open: readonly PlacedThread[]
  readonly resolved: readonly PlacedThread[]
  readonly active: string | null
  readonly talk: Conversation
  /** Who types in that thread now, in words; empty for nobody. */
  readonly typingIn: (threadId: string) => string
  /** The words that a new thread will hang on; null while none is begun. */
  readonly newOn: string | null
  /** Of the box that is open: the new thread's, or that of the active one. */
  readonly boxRef: RefObject<HTMLTextAreaElement | null>
  /** Whom to ask for the right to comment. */
  readonly askName: string | null
  readonly keys: { readonly comment: string; readonly next: string; readonly previous: string }
  readonly onActivate: (threadId: string | null) => void
  readonly onStep: (by: 1 | -1) => void
  readonly onBegin: (markdown: string) => Promise<void>
  readonly onCancel: () => void
  readonly onLeave: () => void
}

export function CommentsPanel({
  status,
  open,
  resolved,
  active,
  talk,
  typingIn,
  newOn,
  boxRef,
  askName,
  keys,
  onActivate,
  onStep,
  onBegin,
  onCancel,
  onLeave,
}: CommentsPanelProps) {
  const [chosen, setChosen] = useState<'open' | 'resolved'>('open')
  // A settled thread that is opened from elsewhere is shown where it is.
  const show = resolved.some(({ id }) => id === active)
    ? 'resolved'
    : open.some(({ id }) => id === active)
      ? 'open'
      : chosen
  const threads = show === 'open' ? open : resolved
  const panel = useRef<HTMLDivElement>(null)
  const opened = threads.find(({ id }) => id === active)
  const drawn = useGradually(threads.length)
  const choose = (next: 'open' | 'resolved') => {
    setChosen(next)
    onActivate(null)
  }
  return (
    <div className={styles.panel} ref={panel}>
      <div className={styles.bar}>
        <Segments
          label="Show"
          value={show}
          onChange={choose}
          choices={[
            { value: 'open', words: <Counted word="Open" count={open.length} /> },
            { value: 'resolved', words: <Counted word="Resolved" count={resolved.length} /> },
          ]}
        />
        <span className={styles.grow} />
        <Button
          look="quiet"
          size="small"
          icon
          aria-label="Previous thread"
          title={`Previous thread (${keys.previous})`}
          disabled={open.length === 0}
          onClick={() => onStep(-1)}
        >
          <ChevronUp aria-hidden />
        </Button>
        <Button
          look="quiet"
          size="small"
          icon
          aria-label="Next thread"
          title={`Next thread (${keys.next})`}
          disabled={open.length === 0}
          onClick={() => onStep(1)}
        >
          <ChevronDown aria-hidden />
        </Button>
      </div>
      {newOn !== null && talk.mayComment && (
        <section className={styles.begin} aria-label="New comment">
          {newOn !== '' && <p className={styles.quote}>{newOn}</p>}
          <CommentBox
            label="New comment"
            placeholder="Comment"
            sendWord="Comment"
            draftKey={draftKey(talk.me.id, talk.postId, 'new')}
            people={talk.people}
            connected={talk.connected}
            focusRef={boxRef}
            onTyping={() => talk.onTyping('new')}
            onCancel={onCancel}
            onSend={onBegin}
          />
        </section>
      )}
      {status === 'ready' && active !== null && !opened && (
        <LeftReply draftKey={draftKey(talk.me.id, talk.postId, active)} onDone={() => onActivate(null)} />
      )}
      {status === 'loading' ? (
        <Waiting connected={talk.connected} />
      ) : threads.length > 0 ? (
        threads
          .filter(({ id }, index) => index < drawn || id === active)
          .map(thread => (
            <ThreadCard
              key={thread.id}
              thread={thread}
              talk={talk}
              typing={typingIn(thread.id)}
              active={thread.id === active}
              boxRef={boxRef}
              onActivate={onActivate}
              onLeave={onLeave}
            />
          ))
      ) : (
        newOn === null && <Empty show={show} mayComment={talk.mayComment} commentKeys={keys.comment} />
      )}
      {!talk.mayComment && (
        <p className={styles.why}>{`You can read comments. Ask ${askName ?? 'an admin of the workspace'} for more.`}</p>
      )}
      {!talk.connected && status === 'ready' && (
        <p className={styles.why}>You are offline. What you write stays in its box; sending needs a connection.</p>
      )}
      {opened && <NewReplies key={opened.id} thread={opened} myId={talk.me.id} panel={panel} />}
    </div>
  )
}

const AT_ONCE = 10
const AT_A_TIME = 40

/** Hundreds of threads are drawn in parts, so that the first ones are there at once and a key never waits for the rest. */
function useGradually(count: number): number {
  const [drawn, setDrawn] = useState(AT_ONCE)
  useEffect(() => {
    if (drawn < count) startTransition(() => setDrawn(drawn + AT_A_TIME))
  }, [drawn, count])
  return drawn
}

function Counted({ word, count }: { readonly word: string; readonly count: number }) {
  return (
    <>
      {word} <span className="num">{count}</span>
    </>
  )
}

function Waiting({ connected }: { readonly connected: boolean }) {
  if (!connected) return <p className={styles.why}>Comments come when there is a connection.</p>
  return (
    <div className={styles.waiting} aria-busy="true">
      <Skeleton width="70%" height={14} />
      <Skeleton width="100%" height={56} />
      <Skeleton width="55%" height={14} />
      <span className="vh">Loading comments</span>
    </div>
  )
}

function Empty({
  show,
  mayComment,
  commentKeys,
}: {
  readonly show: 'open' | 'resolved'
  readonly mayComment: boolean
  readonly commentKeys: string
}) {
  return (
    <EmptyState icon={<MessageSquare />} title={show === 'open' ? 'No comments' : 'Nothing resolved'}>
      {show === 'open' && mayComment && <p>{`Select some text and press ${commentKeys}.`}</p>}
    </EmptyState>
  )
}
