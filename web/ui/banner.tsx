/** One sentence of weight above what it concerns, with its next steps. */
import type { ReactNode } from 'react'
import styles from './banner.module.css'
import type { Tone } from './status-glyph.tsx'

type BannerProps = {
  readonly tone: Tone
  readonly icon: ReactNode
  readonly children: ReactNode
  readonly actions?: ReactNode
  /** `alert` only for what must interrupt. */
  readonly role?: 'status' | 'alert' | 'note'
}

export function Banner({ tone, icon, children, actions, role = 'note' }: BannerProps) {
  return (
    <div className={styles.banner} data-tone={tone} role={role}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <div className={styles.words}>{children}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
