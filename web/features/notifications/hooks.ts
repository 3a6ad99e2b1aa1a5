'use client'
/** One's notices as they are shown: read marks of this tab count at once, before the server has told. */
import { useMemo, useState } from 'react'
import { toast } from 'sonner'
import { errorWords } from '#web/api-client.ts'
import { useNotifications } from '#web/realtime/hooks.ts'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'
import { markRead, markReadUpTo } from './api.ts'

type Inbox = {
  readonly status: 'loading' | 'ready'
  readonly items: readonly NotificationItem[]
  readonly unread: number
  readonly read: (item: NotificationItem) => void
  readonly readAll: () => void
}

export function useInbox(): Inbox {
  const { status, items, unread } = useNotifications()
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set())

  const shown = useMemo(
    () => items.map(item => (item.readAt === null && marked.has(item.id) ? { ...item, readAt: item.at } : item)),
    [items, marked],
  )
  const ahead = items.filter(item => item.readAt === null && marked.has(item.id)).length

  async function mark(ids: readonly string[], send: () => Promise<void>) {
    setMarked(before => new Set([...before, ...ids]))
    try {
      await send()
    } catch (error) {
      setMarked(before => new Set([...before].filter(id => !ids.includes(id))))
      toast.error('Could not mark it read', { description: errorWords(error) })
    }
  }

  return {
    status,
    items: shown,
    unread: Math.max(0, unread - ahead),
    read: item => {
      if (item.readAt === null) void mark([item.id], () => markRead([item.id]))
    },
    readAll: () => {
      const newest = items[0]
      if (newest)
        void mark(
          items.map(({ id }) => id),
          () => markReadUpTo(newest.id),
        )
    },
  }
}
