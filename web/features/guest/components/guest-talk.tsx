'use client'
/** What is said about a shared post, and the guest's own words: about the words they selected, or the whole post. */
import { useEffect, useId, useRef, useState } from 'react'
import { LIMITS } from '#domain/contract/limits.ts'
import { errorWords } from '#web/api-client.ts'
import { CommentWords } from '#web/features/comments/components/comment-words.tsx'
import { wordsSince } from '#web/features/comments/mention-draft.ts'
import { mayBeDone } from '#web/may-be-done.ts'
import { useStore } from '#web/realtime/hooks.ts'
import type { DiscussionSnapshot, ThreadItem } from '#web/realtime/realtime-types.ts'
import type { Store } from '#web/realtime/store.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { Field } from '#web/ui/field.tsx'
import { Time } from '#web/ui/time.tsx'
import { useDeedWith } from '#web/use-deed.ts'
import { answerThread, beginThread } from '../api.ts'
import styles from './guest-page.module.css'
import type { Unsent } from './guest-page.tsx'

const NAME_KEY = 'galley-guest-name'
/** Nobody has this id. */
const NOBODY = ''

type GuestTalkProps = {
  readonly threads: Store<DiscussionSnapshot>
  readonly pass: string
  readonly connected: boolean
  readonly unsent: Unsent
  readonly onWords: (place: string, words: string) => void
}

export function GuestTalk({ threads, pass, connected, unsent, onWords }: GuestTalkProps) {
  const snapshot = useStore(threads)
  const [name, setName] = useGuestName()
  const [quote, setQuote] = useSelectedWords()
  const [answering, setAnswering] = useState<string | null>(null)
  // An answer opens a thread again: nobody takes it from under the hand.
  const open = snapshot.threads.filter(({ id, resolvedAt }) => resolvedAt === null || (id === answering && unsent[id]))
  const formAt = (place: string) => ({
    name,
    onName: setName,
    connected,
    body: unsent[place] ?? '',
    onWords: (words: string) => onWords(place, words),
  })
  return (
    <section className={styles.talk} aria-label="Comments">
      <h2>Comments</h2>
      {snapshot.status === 'ready' && open.length === 0 && <p className={styles.note}>Nothing is said yet.</p>}
      {open.map(thread => (
        <article
          key={thread.id}
          className={styles.thread}
          aria-label={thread.quote ? `On “${thread.quote}”` : 'On the post'}
        >
          {thread.quote && <p className={styles.quote}>{thread.quote}</p>}
          <Comments comments={thread.comments} />
          {answering === thread.id ? (
            <SayForm
              {...formAt(thread.id)}
              label="Reply"
              onSend={body => answerThread(pass, thread.id, { name, body })}
              onAllSent={() => setAnswering(null)}
            />
          ) : (
            <Button size="small" look="quiet" onClick={() => setAnswering(thread.id)}>
              Reply
            </Button>
          )}
        </article>
      ))}
      <article className={styles.thread} aria-label="Your comment">
        {quote === '' ? (
          <p className={styles.note}>About the whole post. Select some words to comment on them.</p>
        ) : (
          <p className={styles.quote}>{quote}</p>
        )}
        <SayForm
          {...formAt('new')}
          label="Comment"
          onSend={async body => {
            await beginThread(pass, { name, body, quote })
            setQuote('')
          }}
        />
      </article>
    </section>
  )
}

function Comments({ comments }: Pick<ThreadItem, 'comments'>) {
  return (
    <ul className={styles.comments}>
      {comments.map(({ id, author, body, createdAt, removed }) => (
        <li key={id} className={styles.comment}>
          <Avatar name={author?.name ?? 'Former member'} color={author?.color ?? 1} decorative />
          <div>
            <p className={styles.who}>
              <b>{author?.name ?? 'Former member'}</b> <Time at={createdAt} className={styles.note} />
            </p>
            {removed ? <p className={styles.note}>Comment removed</p> : <CommentWords markdown={body} myId={NOBODY} />}
          </div>
        </li>
      ))}
    </ul>
  )
}

type SayFormProps = {
  readonly label: 'Reply' | 'Comment'
  readonly name: string
  readonly onName: (name: string) => void
  readonly connected: boolean
  readonly body: string
  readonly onWords: (words: string) => void
  readonly onSend: (body: string) => Promise<void>
  /** Nothing was typed meanwhile. */
  readonly onAllSent?: () => void
}

function notSentWords(error: unknown): string {
  return mayBeDone(error)
    ? 'No answer came: it may be there already. Look before you send it again.'
    : `Not sent: ${errorWords(error)}`
}

function SayForm({ label, name, onName, connected, body, onWords, onSend, onAllSent }: SayFormProps) {
  const id = useId()
  const { busy, trouble, run } = useDeedWith(notSentWords)
  /** What stands in the box when an answer comes: people go on typing. */
  const latest = useRef(body)
  useEffect(() => {
    latest.current = body
  })
  async function send() {
    if (!(await run(() => onSend(body)))) return
    const rest = wordsSince(latest.current, body)
    onWords(rest)
    if (rest === '') onAllSent?.()
  }

  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        void send()
      }}
    >
      <Field
        label="Your name"
        required
        maxLength={LIMITS.nameChars}
        autoComplete="name"
        value={name}
        onChange={event => onName(event.target.value)}
      />
      <label htmlFor={id}>{label === 'Reply' ? 'Your reply' : 'Your comment'}</label>
      <textarea
        id={id}
        className={styles.words}
        required
        maxLength={LIMITS.commentChars}
        value={body}
        onChange={event => onWords(event.target.value)}
      />
      {trouble && (
        <p role="alert" className={styles.trouble}>
          {trouble}
        </p>
      )}
      <Button
        type="submit"
        look="accent"
        busy={busy}
        disabled={!connected}
        title={connected ? undefined : 'Needs a connection'}
      >
        {label}
      </Button>
    </form>
  )
}

/** Remembered on the device: nobody types it for each comment. */
function useGuestName(): [string, (name: string) => void] {
  const [name, setName] = useState('')
  useEffect(() => setName(localStorage.getItem(NAME_KEY) ?? ''), [])
  return [
    name,
    next => {
      setName(next)
      localStorage.setItem(NAME_KEY, next)
    },
  ]
}

/** What was selected last in the text; it stays while one writes about it. */
function useSelectedWords(): [string, (words: string) => void] {
  const [words, setWords] = useState('')
  useEffect(() => {
    const look = () => {
      const selection = document.getSelection()
      const text = document.querySelector('[data-guest-text]')
      if (!selection || selection.isCollapsed || !text?.contains(selection.anchorNode)) return
      setWords(selection.toString().trim().slice(0, LIMITS.quoteChars))
    }
    document.addEventListener('selectionchange', look)
    return () => document.removeEventListener('selectionchange', look)
  }, [])
  return [words, setWords]
}
