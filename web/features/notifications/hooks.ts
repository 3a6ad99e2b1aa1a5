'use client'
/** One's inbox as it is shown: marks of this device count at once, before the server has told. */
import { useCallback, useEffect, useMemo } from 'react'
import { kindsOf } from '#domain/contract/notice-topics.ts'
import { useNotifications, useRealtime, useStore } from '#web/realtime/hooks.ts'
import { type Wanted, withMark } from '#web/realtime/inbox-marks.ts'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'
import { type Pages, usePages } from '#web/use-pages.ts'
import { findNotifications } from './api.ts'
import { type InboxView, isChosen, readWhere } from './view.ts'

type Inbox = {
  readonly status: 'loading' | 'ready'
  readonly items: readonly NotificationItem[]
  readonly unread: number
  readonly mark: (item: NotificationItem, wanted: Wanted) => void
  readonly read: (item: NotificationItem) => void
  readonly readAll: () => void
}

export function useInbox(): Inbox {
  const { status, items, unread } = useNotifications()
  const { marks, findNotification, readAllNotifications } = useRealtime()
  const mark = useCallback(
    (item: NotificationItem, wanted: Wanted) => marks.mark(findNotification(item.id) ?? item, wanted),
    [marks, findNotification],
  )
  return {
    status,
    items,
    unread,
    mark,
    read: item => {
      if (item.readAt === null) mark(item, { read: true })
    },
    readAll: readAllNotifications,
  }
}

export type Older = Pages<NotificationItem> & {
  /** Takes a mark into what was found, which nothing keeps up to date. */
  readonly keep: (item: NotificationItem) => void
}

const FOUND_AT_ONCE = 50

/** Rows that the feed does not hold, asked for page by page; archived ones are all of that kind, and asked for at once. */
export function useOlder({ show, topic, words }: InboxView): Older {
  const find = useCallback(
    (cursor: string | null, signal: AbortSignal) => {
      const search = new URLSearchParams({ show, limit: String(FOUND_AT_ONCE) })
      if (topic !== null) search.set('kinds', kindsOf(topic).join())
      if (words.trim() !== '') search.set('q', words.trim())
      if (cursor !== null) search.set('cursor', cursor)
      return findNotifications(search, signal)
    },
    [show, topic, words],
  )
  const pages = usePages(find)
  const { begin, change } = pages
  useEffect(() => {
    if (show !== 'archived') return
    // Each letter of a search is not worth a question.
    const timer = setTimeout(begin, words === '' ? 0 : WORDS_REST_MS)
    return () => clearTimeout(timer)
  }, [show, words, begin])
  const keep = useCallback(
    (item: NotificationItem) => change(items => items.map(one => (one.id === item.id ? item : one))),
    [change],
  )
  return { ...pages, keep }
}

const WORDS_REST_MS = 250

/** What is on show: of the feed what is chosen, then what was found beyond it, each row once, the feed's word first. */
export function useShownRows(view: InboxView, inbox: Inbox, older: Older): readonly NotificationItem[] {
  const { items, unread } = inbox
  const marks = useStore(useRealtime().marks.waiting).marks
  return useMemo(() => {
    const held = new Set(items.map(({ id }) => id))
    const found = readWhere({ items, unread }, older.items).map(item => withMark(item, marks.get(item.id)))
    if (view.show === 'archived')
      return found.filter(item => item.archivedAt && !held.has(item.id) && isChosen(item, view))
    return [...items, ...found.filter(item => !held.has(item.id) && !item.archivedAt)].filter(item =>
      isChosen(item, view),
    )
  }, [view, items, unread, older.items, marks])
}
