'use client'
/** The newest notices beside the side bar; the page has all of them. */
import { Check, Settings } from 'lucide-react'
import type { ReactElement } from 'react'
import { Badge } from '#web/ui/badge.tsx'
import { Button, ButtonLink } from '#web/ui/button.tsx'
import { Popover } from '#web/ui/popover.tsx'
import { useInbox } from '../hooks.ts'
import styles from './inbox-popover.module.css'
import { NotificationRow, type RowDeeds } from './notification-row.tsx'

type InboxPopoverProps = {
  readonly trigger: ReactElement
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
}

const NEWEST = 6

export function InboxPopover({ trigger, open, onOpenChange }: InboxPopoverProps) {
  const { items, unread, mark, read, readAll } = useInbox()
  const close = () => onOpenChange(false)
  const deeds: RowDeeds = {
    onRead: item => mark(item, { read: item.readAt === null }),
    onArchive: item => mark(item, { archived: true }),
    onOpen: item => {
      read(item)
      close()
    },
  }
  return (
    <Popover
      trigger={trigger}
      open={open}
      onOpenChange={onOpenChange}
      side="right"
      label={unread > 0 ? `Inbox, ${unread} unread` : 'Inbox'}
    >
      <div className={styles.panel}>
        <header className={styles.head}>
          <h2>
            Inbox <Badge count={unread} label={`${unread} unread`} />
          </h2>
          {unread > 0 && (
            <Button look="quiet" size="small" onClick={readAll}>
              <Check aria-hidden />
              Mark all read
            </Button>
          )}
          <ButtonLink
            look="quiet"
            size="small"
            icon
            href="/settings/notifications"
            aria-label="What reaches you"
            title="What reaches you"
            onClick={close}
          >
            <Settings aria-hidden />
          </ButtonLink>
        </header>
        {items.length === 0 ? (
          <p className={styles.empty}>Nothing here. Mentions, replies, reviews and publishing news come here.</p>
        ) : (
          <ul className={styles.list} aria-label="Notifications">
            {items.slice(0, NEWEST).map(item => (
              <NotificationRow key={item.id} item={item} deeds={deeds} />
            ))}
          </ul>
        )}
        <footer className={styles.foot}>
          <ButtonLink href="/inbox" look="quiet" onClick={close}>
            Open inbox
          </ButtonLink>
        </footer>
      </div>
    </Popover>
  )
}
