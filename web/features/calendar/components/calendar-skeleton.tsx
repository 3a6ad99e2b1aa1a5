import { Skeleton } from '#web/ui/skeleton.tsx'
import styles from './calendar.module.css'

const CELLS = Array.from({ length: 35 }, (_, index) => index)

/** Where days will be. */
export function CalendarSkeleton() {
  return (
    <div className={styles.skeleton} role="status" aria-busy="true" aria-label="Loading the calendar">
      {CELLS.map(cell => (
        <div key={cell} className={styles.day}>
          {cell % 4 === 1 && <Skeleton width="80%" />}
        </div>
      ))}
    </div>
  )
}
