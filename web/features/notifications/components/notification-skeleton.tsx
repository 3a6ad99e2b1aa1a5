import { Skeleton } from '#web/ui/skeleton.tsx'
import styles from './notification-skeleton.module.css'

/** Where notices will be. */
export function NotificationSkeleton() {
  return (
    <div className={styles.rows} aria-busy="true" aria-label="Loading notifications" role="status">
      {['60%', '45%', '70%', '52%'].map(width => (
        <div key={width} className={styles.row}>
          <Skeleton width="24px" height={24} />
          <Skeleton width={width} />
        </div>
      ))}
    </div>
  )
}
