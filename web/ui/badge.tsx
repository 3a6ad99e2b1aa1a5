/** A count that wants to be seen: never negative, at most 99+, nothing at zero. */
import styles from './badge.module.css'
import { classes } from './classes.ts'

type BadgeProps = { readonly count: number; readonly label: string; readonly className?: string }

export function Badge({ count, label, className }: BadgeProps) {
  if (count <= 0) return null
  return (
    <span className={classes(styles.badge, className)}>
      <span aria-hidden>{count > 99 ? '99+' : count}</span>
      <span className="vh">{label}</span>
    </span>
  )
}
