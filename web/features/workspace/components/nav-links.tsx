'use client'
/** The pages, in the side bar. */
import { Calendar, Globe, Inbox, LayoutList, MessagesSquare, Settings } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { can } from '#domain/contract/rights.ts'
import { useWaitingComments } from '#web/features/readers/hooks.ts'
import { useUnread } from '#web/realtime/hooks.ts'
import { Badge } from '#web/ui/badge.tsx'
import { PageLink } from '#web/ui/page-link.tsx'
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
      <PageLink href="/" aria-current={current(path === '/')} title="Posts (G P)">
        <LayoutList aria-hidden />
        <span className={styles.name}>Posts</span>
      </PageLink>
      <PageLink href="/calendar" aria-current={current(path === '/calendar')} title="Calendar (G C)">
        <Calendar aria-hidden />
        <span className={styles.name}>Calendar</span>
      </PageLink>
      <PageLink href="/inbox" aria-current={current(path === '/inbox')} title="Inbox">
        <Inbox aria-hidden />
        <span className={styles.name}>Inbox</span>
        <Badge count={unread} label={`${unread} unread`} className={styles.badge} />
      </PageLink>
      {can(workspace.role, 'publish') && (
        <PageLink href="/readers" aria-current={current(path === '/readers')} title="Readers">
          <MessagesSquare aria-hidden />
          <span className={styles.name}>Readers</span>
          <Badge count={waiting} label={`${waiting} to decide about`} className={styles.badge} />
        </PageLink>
      )}
      <a href={`/p/${workspace.slug}`} target="_blank" rel="noopener" title="Public site (opens in a new tab)">
        <Globe aria-hidden />
        <span className={styles.name}>Public site</span>
      </a>
      <PageLink href="/settings/members" aria-current={current(path.startsWith('/settings'))} title="Settings (G S)">
        <Settings aria-hidden />
        <span className={styles.name}>Settings</span>
      </PageLink>
    </nav>
  )
}
