/** Somebody types: three dots, or an ellipsis for who wants no motion. Seen, never read out. */
import styles from './typing-dots.module.css'

export function TypingDots() {
  return (
    <span className={styles.dots} aria-hidden="true" data-typing>
      <i />
      <i />
      <i />
    </span>
  )
}
