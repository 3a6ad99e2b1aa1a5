/** One part of the settings: its heading, what it is for, what can be begun there; then what stands in it. */
import { type ReactNode, type Ref, useId } from 'react'
import styles from './settings-section.module.css'

type SettingsSectionProps = {
  readonly title: string
  readonly note: ReactNode
  /** Beside the heading. */
  readonly actions?: ReactNode
  /** For who takes the focus there when what had it is gone. */
  readonly heading?: Ref<HTMLHeadingElement>
  readonly children: ReactNode
}

export function SettingsSection({ title, note, actions, heading, children }: SettingsSectionProps) {
  const titleId = useId()
  return (
    <section className={styles.section} aria-labelledby={titleId}>
      <div className={styles.top}>
        <div>
          <h2 id={titleId} ref={heading} tabIndex={heading ? -1 : undefined}>
            {title}
          </h2>
          <p className={styles.note}>{note}</p>
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}
