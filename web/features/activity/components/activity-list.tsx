'use client'
/** Who did what when, newest first. */
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { PageLink } from '#web/ui/page-link.tsx'
import { Skeleton } from '#web/ui/skeleton.tsx'
import { Time } from '#web/ui/time.tsx'
import type { ActivityOf } from '../api.ts'
import { useActivity } from '../hooks.ts'
import { activityWords } from '../words.ts'
import styles from './activity-list.module.css'

type ActivityListProps = {
  readonly of: ActivityOf
  /** Id of the one person whose doings are shown; everybody's if null. */
  readonly by?: string | null
  /** Kinds with commas between them; all if null. */
  readonly kinds?: string | null
  /** Anything that differs when there may be something new. */
  readonly changed?: unknown
}

export function ActivityList({ of, by = null, kinds = null, changed }: ActivityListProps) {
  const { status, why, items, hasMore, more } = useActivity(of, by, kinds, changed)
  const ofWorkspace = 'workspaceId' in of
  if (status === 'none') {
    return (
      <div className={styles.loading} aria-busy="true">
        <span className="vh">Loading activity</span>
        {['70%', '55%', '80%'].map(width => (
          <Skeleton key={width} width={width} />
        ))}
      </div>
    )
  }
  return (
    <div className={styles.log}>
      {items.length === 0 && status === 'ready' && <p className={styles.note}>Nothing yet.</p>}
      <ol className={styles.list}>
        {items.map(item => {
          const title = `“${item.post?.title || 'Untitled'}”`
          return (
            <li key={item.id} className={styles.item}>
              {item.by ? (
                <Avatar name={item.by.name} color={item.by.color} size="small" decorative />
              ) : (
                <span className={styles.server} aria-hidden />
              )}
              <span className={styles.words}>
                {ofWorkspace && item.post ? (
                  <PageLink href={`/posts/${item.post.id}`}>{activityWords(item, title)}</PageLink>
                ) : (
                  activityWords(item)
                )}
              </span>
              <Time at={item.at} className={styles.note} />
            </li>
          )
        })}
      </ol>
      {status === 'failed' && (
        <p className={styles.note} role="alert">
          {`Could not load the activity: ${why}`}
        </p>
      )}
      {(hasMore || status === 'failed') && (
        <Button size="small" onClick={more}>
          {status === 'failed' ? 'Try again' : 'Show older'}
        </Button>
      )}
    </div>
  )
}
