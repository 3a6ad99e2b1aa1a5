'use client'
/** All notices: what is unread or everything, under the days they came on; J/K walk, Enter opens, E reads. */
import { Check, Inbox as InboxIcon } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { PageHeader } from '#web/features/workspace/components/page-header.tsx'
import { useShortcuts } from '#web/features/workspace/shortcuts.tsx'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { stepFocus } from '#web/ui/roving.ts'
import { Segments } from '#web/ui/segments.tsx'
import { byDay } from '../format.ts'
import { useInbox } from '../hooks.ts'
import styles from './inbox-page.module.css'
import { NotificationRow } from './notification-row.tsx'
import { NotificationSkeleton } from './notification-skeleton.tsx'

type Show = 'unread' | 'all'

export function InboxPage() {
  const { status, items, unread, read, readAll } = useInbox()
  const [show, setShow] = useState<Show>('all')
  const list = useRef<HTMLDivElement>(null)
  const kept = useKeptWhileHere(items, show)
  const shown = show === 'all' ? items : items.filter(item => item.readAt === null || kept.has(item.id))

  const links = () => [...(list.current?.querySelectorAll<HTMLElement>('li a') ?? [])]
  useShortcuts({
    j: () => stepFocus(links(), 1),
    k: () => stepFocus(links(), -1),
    arrowdown: () => stepFocus(links(), 1),
    arrowup: () => stepFocus(links(), -1),
    e: () => {
      const id = document.activeElement?.closest<HTMLElement>('[data-notification]')?.dataset.notification
      const item = items.find(each => each.id === id)
      if (item) read(item)
    },
  })

  return (
    <>
      <PageHeader
        title="Inbox"
        beside={
          <Segments
            label="Show"
            value={show}
            onChange={setShow}
            choices={[
              { value: 'all', words: 'All' },
              {
                value: 'unread',
                words: (
                  <>
                    Unread <Badge count={unread} label={String(unread)} />
                  </>
                ),
              },
            ]}
          />
        }
      >
        <Button look="quiet" disabled={unread === 0} onClick={readAll} aria-label="Mark all read">
          <Check aria-hidden />
          <span className={styles.wide}>Mark all read</span>
        </Button>
      </PageHeader>
      <div className={styles.body} ref={list}>
        {status === 'loading' && items.length === 0 ? (
          <NotificationSkeleton />
        ) : shown.length === 0 ? (
          <EmptyState icon={<InboxIcon />} title="Nothing unread">
            <p>Mentions, replies, reviews and publishing news come here.</p>
          </EmptyState>
        ) : (
          <Days items={shown} onRead={read} />
        )}
      </div>
    </>
  )
}

function Days({
  items,
  onRead,
}: {
  readonly items: readonly NotificationItem[]
  readonly onRead: (item: NotificationItem) => void
}) {
  // Days are those of the reader's zone, which the server does not know: one list until the page is alive.
  const [now, setNow] = useState<Date | null>(null)
  useEffect(() => setNow(new Date()), [])
  const days = now === null ? [{ name: '', items }] : byDay(items, now)
  return days.map(day => (
    <section key={day.name} aria-label={day.name || 'Notifications'}>
      <h2 className={styles.day}>{day.name || '\u00a0'}</h2>
      <ul>
        {day.items.map(item => (
          <NotificationRow key={item.id} item={item} onRead={onRead} />
        ))}
      </ul>
    </section>
  ))
}

/** A row that was unread when it was first shown stays until one looks at something else: nothing goes from under the hand. */
function useKeptWhileHere(items: readonly NotificationItem[], show: Show): ReadonlySet<string> {
  const kept = useRef<{ show: Show; ids: Set<string> }>({ show, ids: new Set() })
  if (kept.current.show !== show) kept.current = { show, ids: new Set() }
  for (const item of items) if (item.readAt === null) kept.current.ids.add(item.id)
  return kept.current.ids
}
