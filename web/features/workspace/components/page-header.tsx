'use client'
/** Head of a page: its name, what it offers, and the connection sign where the side bar cannot show it. */
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { usePagePresence } from '#web/realtime/list-hooks.ts'
import { Connection } from './connection.tsx'
import styles from './page-header.module.css'
import { PageTitle } from './page-title.tsx'

type PageHeaderProps = {
  readonly title: string
  /** Where on the page one is, after the name. */
  readonly trail?: string
  /** Name of the tab, where it is another than the title. */
  readonly tab?: string
  readonly beside?: ReactNode
  readonly children?: ReactNode
}

export function PageHeader({ title, trail, tab, beside, children }: PageHeaderProps) {
  usePagePresence(usePathname())
  return (
    <header className={styles.header}>
      <PageTitle name={tab ?? trail ?? title} />
      <h1 className={styles.title}>{title}</h1>
      {trail && (
        <>
          <span className={styles.arrow} aria-hidden>
            ›
          </span>
          <span className={styles.trail}>{trail}</span>
        </>
      )}
      {beside && <div className={styles.beside}>{beside}</div>}
      <span className={styles.space} />
      {children}
      <Connection className={styles.connection} />
    </header>
  )
}
