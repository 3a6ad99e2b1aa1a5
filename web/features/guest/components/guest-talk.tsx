'use client'
/** What is said about a shared post, and the guest's own words: about the words they selected, or the whole post. */
import { useEffect, useId, useState } from 'react'
import { LIMITS } from '#domain/contract/limits.ts'
import { errorWords } from '#web/api-client.ts'
import { CommentWords } from '#web/features/comments/components/comment-words.tsx'
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

const NAME_KEY = 'galley-guest-name'
/** Nobody has this id. */
const NOBODY = ''

type GuestTalkProps = {
  readonly threads: Store<DiscussionSnapshot>
  readonly pass: string
  readonly connected: boolean
  /** What is written there and not sent: a link may end any moment. */
  readonly onWords: (place: string, words: string) => void
}

export function GuestTalk({ threads, pass, connected, onWords }: GuestTalkProps) {
  const snapshot = useStore(threads)
  const open = snapshot.threads.filter(({ resolvedAt }) => resolvedAt === null)
  const [name, setName] = useGuestName()
  const [quote, setQuote] = useSelectedWords()
  const [answering, setAnswering] = useState<string | null>(null)
  const form = { name, onName: setName, connected }
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
              {...form}
              label="Reply"
              onWords={words => onWords(thread.id, words)}
              onSend={async body => {
                await answerThread(pass, thread.id, { name, body })
                setAnswering(null)
              }}
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
          {...form}
          label="Comment"
          onWords={words => onWords('new', words)}
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
  readonly onWords: (words: string) => void
  readonly onSend: (body: string) => Promise<void>
}

const notSentWords = (error: unknown) => `Not sent: ${errorWords(error)}`

function SayForm({ label, name, onName, connected, onWords, onSend }: SayFormProps) {
  const id = useId()
  const [body, setBody] = useState('')
  const write = (words: string) => {
    setBody(words)
    onWords(words)
  }
  const { busy, trouble, run } = useDeedWith(notSentWords)
  async function send() {
    if (await run(() => onSend(body))) write('')
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
        onChange={event => write(event.target.value)}
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
