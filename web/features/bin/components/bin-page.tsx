'use client'
/** What was moved to the bin, and the way back. Nothing is ever thrown away from here by itself. */
import { Trash2 } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { can } from '#domain/contract/rights.ts'
import { errorWords } from '#web/api-client.ts'
import { titleWords } from '#web/features/posts/status.ts'
import { SettingsSection } from '#web/features/workspace/components/settings-section.tsx'
import { useHere } from '#web/features/workspace/here.tsx'
import { useOfferPost } from '#web/realtime/hooks.ts'
import { useEpoch, usePostEvents } from '#web/realtime/list-hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import { PageLink } from '#web/ui/page-link.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { Time } from '#web/ui/time.tsx'
import { toastError } from '#web/ui/toast.ts'
import { usePages } from '#web/use-pages.ts'
import { type BinnedPost, findBin, restorePost } from '../api.ts'
import styles from './bin-page.module.css'

export function BinPage() {
  const { workspace } = useHere()
  const offerPost = useOfferPost()
  const { say } = useAnnouncements()
  const { status, why, items, hasMore, begin, more, change } = usePages(
    useCallback((cursor: string | null, signal: AbortSignal) => findBin(workspace.id, cursor, signal), [workspace.id]),
  )
  const epoch = useEpoch()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `epoch` says that a whole feed has come
  useEffect(begin, [begin, epoch])
  const [busyId, setBusyId] = useState<string | null>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const mayRestore = can(workspace.role, 'edit')
  usePostEvents(({ type, postId, post }) => {
    if (post.workspaceId !== workspace.id) return
    const { rev, title, at } = post
    const isFocused = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row === postId
    // Whoever restores it, or throws another one away.
    change(before => [
      ...(type === 'post:deleted' ? [{ id: postId, rev, title, at }] : []),
      ...before.filter(({ id }) => id !== postId),
    ])
    if (isFocused && type !== 'post:deleted') heading.current?.focus()
  })

  async function restore(post: BinnedPost) {
    setBusyId(post.id)
    try {
      const answer = await restorePost(post)
      if (answer) offerPost(answer)
      change(before => before.filter(({ id }) => id !== post.id))
      say(`${titleWords(post.title)} is a draft again`)
      // The button that was pressed is gone.
      heading.current?.focus()
    } catch (error) {
      toastError(`${titleWords(post.title)} stays in the bin`, { description: errorWords(error) })
    }
    setBusyId(null)
  }

  return (
    <SettingsSection
      title="Bin"
      note="What was deleted stays here. Restored, it is a draft again; its text is as it was."
      heading={heading}
    >
      {status === 'none' && (
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
            <li key={post.id} className={styles.row} data-row={post.id}>
              <PageLink href={`/posts/${post.id}`} className={styles.name}>
                {titleWords(post.title)}
              </PageLink>
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
        <Button size="small" className={styles.more} onClick={more}>
          {status === 'failed' ? 'Try again' : 'Show older'}
        </Button>
      )}
    </SettingsSection>
  )
}
