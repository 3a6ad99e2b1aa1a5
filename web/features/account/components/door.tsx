/** The frame of pages before one is inside: mark, heading, a card. */
import type { ReactNode } from 'react'
import { Mark } from '#web/ui/mark.tsx'
import styles from './door.module.css'

type DoorProps = {
  readonly title: string
  readonly lead?: ReactNode
  readonly children?: ReactNode
  readonly foot?: ReactNode
}

export function Door({ title, lead, children, foot }: DoorProps) {
  return (
    <main className={styles.door} id="main">
      <header className={styles.head}>
        <Mark large />
        <h1>{title}</h1>
        {lead && <p className={styles.lead}>{lead}</p>}
      </header>
      {children}
      {foot && <p className={styles.foot}>{foot}</p>}
    </main>
  )
}
