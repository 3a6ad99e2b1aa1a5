import { Skeleton } from '#web/ui/skeleton.tsx'
import type { ViewKey } from '../view.ts'
import styles from './posts-skeleton.module.css'

const WIDTHS = ['46%', '62%', '38%', '54%', '48%', '66%']
const COLUMNS = ['draft', 'review', 'approved', 'scheduled', 'publishing', 'published', 'attention']

/** Where posts will be, in their own layout. */
export function PostsSkeleton({ view }: { readonly view: ViewKey }) {
  if (view === 'board') {
    return (
      <div className={styles.board} aria-busy="true" role="status" aria-label="Loading posts">
        {COLUMNS.map((column, index) => (
          <div key={column} className={styles.column}>
            <Skeleton width="72px" />
            {WIDTHS.slice(0, 3 - (index % 3)).map(width => (
              <div key={width} className={styles.card}>
                <Skeleton width="80%" />
                <Skeleton width={width} />
              </div>
            ))}
          </div>
        ))}
      </div>
    )
  }
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
