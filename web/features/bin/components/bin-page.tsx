'use client'
/** What was moved to the bin, and the way back. Nothing is ever thrown away from here by itself. */
import { Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useCallback, useEffect, useRef, useState } from 'react'
import { toast } from 'sonner'
import { can } from '#domain/contract/rights.ts'
import { errorWords } from '#web/api-client.ts'
import { titleWords } from '#web/features/posts/status.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { useOfferPost } from '#web/realtime/hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { Time } from '#web/ui/time.tsx'
import { type BinnedPost, findBin, restorePost } from '../api.ts'
import styles from './bin-page.module.css'

export function BinPage() {
  const { workspace } = useHere()
  const offerPost = useOfferPost()
  const { say } = useAnnouncements()
  const { status, why, items, hasMore, load, leave } = useBin(workspace.id)
  const [busyId, setBusyId] = useState<string | null>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const mayRestore = can(workspace.role, 'edit')

  async function restore(post: BinnedPost) {
    setBusyId(post.id)
    try {
      const answer = await restorePost(post)
      if (answer) offerPost(answer)
      leave(post.id)
      say(`${titleWords(post.title)} is a draft again`)
      // The button that was pressed is gone.
      heading.current?.focus()
    } catch (error) {
      toast.error(`${titleWords(post.title)} stays in the bin`, { description: errorWords(error) })
    }
    setBusyId(null)
  }

  return (
    <section className={styles.section} aria-labelledby="bin-title">
      <div>
        <h2 id="bin-title" ref={heading} tabIndex={-1}>
          Bin
        </h2>
        <p className={styles.note}>
          What was deleted stays here. Restored, it is a draft again; its text is as it was.
        </p>
      </div>
      {status === 'loading' && (
        <div className={styles.rows} aria-busy="true">
          <span className="vh">Loading the bin</span>
          {['60%', '45%', '70%'].map(width => (
            <Skeleton key={width} width={width} />
          ))}
        </div>
      )}
      {status === 'ready' && items.length === 0 && (
        <EmptyState icon={<Trash2 />} title="The bin is empty">
          <p>Posts that are deleted can be brought back from here.</p>
        </EmptyState>
      )}
      {items.length > 0 && (
        <ul className={styles.rows}>
          {items.map(post => (
            <li key={post.id} className={styles.row}>
              <Link href={`/posts/${post.id}`} className={styles.name}>
                {titleWords(post.title)}
              </Link>
              <Time at={post.at} className={styles.note} />
              {mayRestore && (
                <Button
                  size="small"
                  busy={busyId === post.id}
                  aria-label={`Restore ${titleWords(post.title)}`}
                  onClick={() => void restore(post)}
                >
                  Restore
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {status === 'failed' && (
        <p className={styles.note} role="alert">
          {`Could not load the bin: ${why}`}
        </p>
      )}
      {(hasMore || status === 'failed') && (
        <Button size="small" className={styles.more} onClick={load}>
          {status === 'failed' ? 'Try again' : 'Show older'}
        </Button>
      )}
    </section>
  )
}

function useBin(workspaceId: string) {
  const [items, setItems] = useState<readonly BinnedPost[]>([])
  const [status, setStatus] = useState<'loading' | 'ready' | 'failed'>('loading')
  const [why, setWhy] = useState<string | null>(null)
  const [next, setNext] = useState<string | null>(null)
  const stop = useRef<AbortController>(undefined)

  const read = useCallback(
    (cursor: string | null) => {
      stop.current?.abort()
      const mine = new AbortController()
      stop.current = mine
      findBin(workspaceId, cursor, mine.signal).then(
        page => {
          setItems(before => (cursor === null ? page.items : [...before, ...page.items]))
          setNext(page.nextCursor)
          setStatus('ready')
        },
        (error: unknown) => {
          if (mine.signal.aborted) return
          setStatus('failed')
          setWhy(errorWords(error))
        },
      )
    },
    [workspaceId],
  )
  useEffect(() => {
    read(null)
    return () => stop.current?.abort()
  }, [read])

  return {
    items,
    status,
    why,
    hasMore: next !== null,
    load: () => read(next),
    leave: (id: string) => setItems(before => before.filter(post => post.id !== id)),
  }
}
