'use client'
/** A post for somebody without an account, live: the text, how many are here and, where the link says so, comments. */
import { CircleSlash, Eye } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { holdPage } from '#web/leaving.ts'
import { type GuestPost, type GuestState, openGuestPost } from '#web/realtime/guest-post.ts'
import { useStore } from '#web/realtime/hooks.ts'
import { createStore } from '#web/realtime/store.ts'
import { Banner } from '#web/ui/banner.tsx'
import { Button } from '#web/ui/button.tsx'
import { ConnectionSign } from '#web/ui/connection-sign.tsx'
import { Mark } from '#web/ui/mark.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { Time } from '#web/ui/time.tsx'
import type { GuestPageData } from '../load.ts'
import styles from './guest-page.module.css'
import { GuestTalk } from './guest-talk.tsx'
import { GuestText } from './guest-text.tsx'

const NOTHING_YET = createStore<GuestState>({ text: 'loading', connection: 'connecting', people: null })

export function GuestPage({ page }: { readonly page: GuestPageData }) {
  const { postId, pass, mayComment, expiresAt } = page
  const [post, setPost] = useState<GuestPost | null>(null)
  useEffect(() => {
    const opened = openGuestPost({ postId, pass, mayComment })
    setPost(opened)
    return () => {
      setPost(null)
      opened.close()
    }
  }, [postId, pass, mayComment])
  const { text, connection, people } = useStore(post?.state ?? NOTHING_YET)

  const [unsent, setUnsent] = useState<Unsent>({})
  const keepWords = useCallback(
    (place: string, words: string) => setUnsent(before => ({ ...before, [place]: words })),
    [],
  )
  const notSent = Object.values(unsent).filter(words => words.trim() !== '')
  const holds = notSent.length > 0
  useEffect(() => (holds ? holdPage() : undefined), [holds])

  if (text === 'ended') return <Ended unsent={notSent} />
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <Mark />
        <span className={styles.name}>Galley</span>
        <span className={styles.grow} />
        {people !== null && people > 1 && <span className={styles.people}>{`${people} people are here`}</span>}
        <ConnectionSign state={connection} attempt={0} waitingChanges={0} />
      </header>
      <main className={styles.main} id="main" tabIndex={-1}>
        <div className={styles.banner}>
          {connection === 'refused' ? (
            <Banner
              tone="warn"
              icon={<Eye />}
              role="status"
              actions={
                <Button size="small" onClick={() => location.reload()}>
                  Reload
                </Button>
              }
            >
              <b>This page has been open for long.</b> Reload to see what is new.
            </Banner>
          ) : (
            <Banner tone="review" icon={<Eye />}>
              <b>Shared with you.</b>{' '}
              {mayComment ? 'You can read it as it is written, and comment.' : 'You can read it as it is written.'}
              {expiresAt && (
                <>
                  {' The link ends '}
                  <Time at={expiresAt} />.
                </>
              )}
            </Banner>
          )}
        </div>
        {post && text === 'shown' ? (
          <GuestText doc={post.doc} />
        ) : (
          <div className={styles.opening} aria-busy="true">
            {['60%', '96%', '100%', '88%', '42%'].map(width => (
              <Skeleton key={width} width={width} height={14} />
            ))}
            <span className="vh">Opening the post</span>
          </div>
        )}
        {post?.threads && text === 'shown' && (
          <GuestTalk
            threads={post.threads}
            pass={pass}
            connected={connection === 'live'}
            unsent={unsent}
            onWords={keepWords}
          />
        )}
      </main>
    </div>
  )
}

/** What is written in each box and not sent, by the box: a thread may be resolved, and a link end, any moment. */
export type Unsent = Readonly<Record<string, string>>

/** Said by the page that was open, and by every address that opens nothing. */
export function Ended({ unsent = [] }: { readonly unsent?: readonly string[] }) {
  return (
    <main className={styles.ended} id="main">
      <CircleSlash size={24} aria-hidden />
      <h1>This link opens nothing now</h1>
      <p>It was turned off, has ended, or is not complete. Ask whoever sent it for a new one.</p>
      {unsent.length > 0 && (
        <label className={styles.unsent}>
          You had not sent this; copy it if you need it.
          <textarea className={styles.words} readOnly value={unsent.join('\n\n')} />
        </label>
      )}
    </main>
  )
}
