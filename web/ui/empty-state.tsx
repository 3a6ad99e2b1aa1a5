/** Nothing here, or nothing that can be shown: why, and what to do. */
import type { ReactNode } from 'react'
import styles from './empty-state.module.css'
import type { Tone } from './status-glyph.tsx'

type EmptyStateProps = {
  readonly title: string
  readonly children?: ReactNode
  readonly actions?: ReactNode
  readonly icon?: ReactNode
  readonly tone?: Tone
  /** 1 where it is the page itself. */
  readonly level?: 1 | 2
}

export function EmptyState({ title, children, actions, icon, tone, level = 2 }: EmptyStateProps) {
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div className={styles.empty} data-tone={tone}>
      {icon && (
        <span className={styles.icon} aria-hidden>
          {icon}
        </span>
      )}
      <Heading className={styles.title}>{title}</Heading>
      {children && <div className={styles.words}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
