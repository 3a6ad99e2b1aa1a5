'use client'
/** The pages, in the side bar. */
import { Calendar, Globe, Inbox, LayoutList, MessagesSquare, Settings } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { can } from '#domain/contract/rights.ts'
import { useWaitingComments } from '#web/features/readers/hooks.ts'
import { useUnread } from '#web/realtime/hooks.ts'
import { Badge } from '#web/ui/badge.tsx'
import { useHere } from '../here.tsx'
import styles from './nav-links.module.css'

export function NavLinks() {
  const path = usePathname()
  const unread = useUnread()
  const { workspace } = useHere()
  const waiting = useWaitingComments(workspace.id)
  const current = (at: boolean) => (at ? 'page' : undefined)
  return (
    <nav className={styles.nav} aria-label="Main">
      <Link href="/" aria-current={current(path === '/')} title="Posts (G P)">
        <LayoutList aria-hidden />
        <span className={styles.name}>Posts</span>
      </Link>
      <Link href="/calendar" aria-current={current(path === '/calendar')} title="Calendar (G C)">
        <Calendar aria-hidden />
        <span className={styles.name}>Calendar</span>
      </Link>
      <Link href="/inbox" aria-current={current(path === '/inbox')} title="Inbox">
        <Inbox aria-hidden />
        <span className={styles.name}>Inbox</span>
        <Badge count={unread} label={`${unread} unread`} className={styles.badge} />
      </Link>
      {can(workspace.role, 'publish') && (
        <Link href="/readers" aria-current={current(path === '/readers')} title="Readers">
          <MessagesSquare aria-hidden />
          <span className={styles.name}>Readers</span>
          <Badge count={waiting} label={`${waiting} to decide about`} className={styles.badge} />
        </Link>
      )}
      <a href={`/p/${workspace.slug}`} target="_blank" rel="noopener" title="Public site (opens in a new tab)">
        <Globe aria-hidden />
        <span className={styles.name}>Public site</span>
      </a>
      <Link href="/settings/members" aria-current={current(path.startsWith('/settings'))} title="Settings (G S)">
        <Settings aria-hidden />
        <span className={styles.name}>Settings</span>
      </Link>
    </nav>
  )
}
