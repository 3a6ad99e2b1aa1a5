'use client'
/** Replies of others that came to the open thread out of sight: they never scroll what one reads, one goes to them. */
import { type RefObject, useEffect, useRef, useState } from 'react'
import { Button } from '#web/ui/button.tsx'
import { newRepliesWords, type PlacedThread } from '../threads.ts'
import styles from './new-replies.module.css'

const NOTHING: ReadonlyMap<string, boolean> = new Map()

type NewRepliesProps = {
  readonly thread: PlacedThread
  readonly myId: string
  /** What scrolls the threads. */
  readonly panel: RefObject<HTMLElement | null>
}

/** Give it the thread's id as key: another thread begins with nothing new. */
export function NewReplies({ thread, myId, panel }: NewRepliesProps) {
  const known = useRef<ReadonlySet<string>>(new Set(thread.comments.map(({ id }) => id)))
  /** Replies that have come, and whether they were found to be out of sight. */
  const [fresh, setFresh] = useState<ReadonlyMap<string, boolean>>(NOTHING)

  useEffect(() => {
    const came = thread.comments.filter(({ id, author }) => !known.current.has(id) && author?.id !== myId)
    known.current = new Set(thread.comments.map(({ id }) => id))
    if (came.length > 0) setFresh(before => new Map([...before, ...came.map(({ id }) => [id, false] as const)]))
  }, [thread.comments, myId])

  const waiting = [...fresh.keys()].join(' ')
  useEffect(() => {
    if (waiting === '') return
    const look = new IntersectionObserver(
      entries => {
        setFresh(before => {
          const after = new Map(before)
          for (const { isIntersecting, target } of entries) {
            const id = target.getAttribute('data-comment') ?? ''
            if (isIntersecting) after.delete(id)
            else if (after.has(id)) after.set(id, true)
          }
          return after
        })
      },
      { root: panel.current, threshold: 0.5 },
    )
    for (const id of waiting.split(' ')) {
      const comment = commentIn(panel.current, id)
      if (comment) look.observe(comment)
    }
    return () => look.disconnect()
  }, [waiting, panel])

  const outOfSight = [...fresh].flatMap(([id, isOut]) => (isOut ? [id] : []))
  const [first] = outOfSight
  if (first === undefined) return null
  return (
    <div className={styles.place}>
      <Button
        look="primary"
        size="small"
        onClick={() => commentIn(panel.current, first)?.scrollIntoView({ block: 'nearest' })}
      >
        {newRepliesWords(outOfSight.length)}
      </Button>
    </div>
  )
}

function commentIn(panel: HTMLElement | null, id: string): Element | null {
  return panel?.querySelector(`[data-comment="${CSS.escape(id)}"]`) ?? null
}
