import { Skeleton } from '#web/ui/skeleton.tsx'
import styles from './posts-skeleton.module.css'

const WIDTHS = ['46%', '62%', '38%', '54%', '48%', '66%']

/** Where rows will be, in their own layout. */
export function PostsSkeleton() {
  return (
    <div className={styles.rows} aria-busy="true" role="status" aria-label="Loading posts">
      {WIDTHS.map(width => (
        <div key={width} className={styles.row}>
          <Skeleton width={width} />
          <Skeleton width="72px" />
          <Skeleton width="56px" />
        </div>
      ))}
    </div>
  )
}
