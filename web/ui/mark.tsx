/** The proof-reader's caret that stands for Galley. */

import { classes } from './classes.ts'
import styles from './mark.module.css'

export function Mark({ large = false }: { readonly large?: boolean }) {
  return (
    <span className={classes(styles.mark, large && styles.large)} aria-hidden>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="m4 11 4-6.5L12 11" />
      </svg>
    </span>
  )
}
