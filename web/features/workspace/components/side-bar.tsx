'use client'
/** Workspace, new post, pages, who is here, the connection, and you. Narrow: icons, with their names kept for tooltips. */
import { Bell } from 'lucide-react'
import { InboxPopover } from '#web/features/notifications/components/inbox-popover.tsx'
import { useUnread } from '#web/realtime/hooks.ts'
import { Button } from '#web/ui/button.tsx'
import { Connection } from './connection.tsx'
import { NavLinks } from './nav-links.tsx'
import { NewPostChoice } from './new-post.tsx'
import { OnlineList } from './online-list.tsx'
import styles from './side-bar.module.css'
import { WorkspaceMenu } from './workspace-menu.tsx'
import { YouMenu } from './you-menu.tsx'

type SideBarProps = {
  readonly inboxOpen: boolean
  readonly onInboxOpenChange: (open: boolean) => void
  readonly onShowKeys: () => void
}

export function SideBar({ inboxOpen, onInboxOpenChange, onShowKeys }: SideBarProps) {
  const unread = useUnread()
  const bell = (
    <Button icon className={styles.bell} aria-label={unread > 0 ? `Notifications, ${unread} unread` : 'Notifications'}>
      <Bell aria-hidden />
      {unread > 0 && <span className={styles.dot} aria-hidden />}
    </Button>
  )
  return (
    <aside className={styles.side} aria-label="Workspace">
      <WorkspaceMenu />
      <div className={styles.start}>
        <NewPostChoice className={styles.new} />
        <InboxPopover trigger={bell} open={inboxOpen} onOpenChange={onInboxOpenChange} />
      </div>
      <NavLinks />
      <OnlineList />
      <span className={styles.space} />
      <Connection className={styles.connection} withTrip />
      <YouMenu onShowKeys={onShowKeys} />
    </aside>
  )
}
