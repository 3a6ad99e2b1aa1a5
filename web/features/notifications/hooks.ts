'use client'
/** One's inbox as it is shown: marks of this device count at once, before the server has told. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { kindsOf } from '#domain/contract/notice-topics.ts'
import { errorWords } from '#web/api-client.ts'
import { useNotifications, useRealtime, useStore } from '#web/realtime/hooks.ts'
import { type Wanted, withMark } from '#web/realtime/inbox-marks.ts'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'
import { findNotifications } from './api.ts'
import { type InboxView, isChosen } from './view.ts'

export type Inbox = {
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

export type Older = {
  readonly status: 'none' | 'loading' | 'ready' | 'failed'
  readonly why: string | null
  readonly items: readonly NotificationItem[]
  readonly hasMore: boolean
  readonly more: () => void
  /** Takes a mark into what was found, which nothing keeps up to date. */
  readonly keep: (item: NotificationItem) => void
}

const FOUND_AT_ONCE = 50

/** Rows that the feed does not hold, asked for page by page; archived ones are all of that kind, and asked for at once. */
export function useOlder(view: InboxView): Older {
  const [found, setFound] = useState<readonly NotificationItem[]>([])
  const [next, setNext] = useState<string | null>(null)
  const [status, setStatus] = useState<Older['status']>('none')
  const [why, setWhy] = useState<string | null>(null)
  const stop = useRef<AbortController>(undefined)
  const { show, topic, words } = view

  const load = useCallback(
    (cursor: string | null) => {
      stop.current?.abort()
      const mine = new AbortController()
      stop.current = mine
      setStatus('loading')
      const search = new URLSearchParams({ show, limit: String(FOUND_AT_ONCE) })
      if (topic !== null) search.set('kinds', kindsOf(topic).join())
      if (words.trim() !== '') search.set('q', words.trim())
      if (cursor !== null) search.set('cursor', cursor)
      findNotifications(search, mine.signal).then(
        page => {
          setFound(before => (cursor === null ? page.items : [...before, ...page.items]))
          setNext(page.nextCursor)
          setStatus('ready')
          setWhy(null)
        },
        (error: unknown) => {
          if (mine.signal.aborted) return
          setStatus('failed')
          setWhy(errorWords(error))
        },
      )
    },
    [show, topic, words],
  )

  useEffect(() => {
    setFound([])
    setNext(null)
    setStatus('none')
    if (show !== 'archived') return () => stop.current?.abort()
    // Each letter of a search is not worth a question.
    const timer = setTimeout(() => load(null), words === '' ? 0 : WORDS_REST_MS)
    return () => {
      clearTimeout(timer)
      stop.current?.abort()
    }
  }, [show, words, load])

  return {
    status,
    why,
    items: found,
    hasMore: status === 'none' || next !== null || status === 'failed',
    more: () => load(next),
    keep: item => setFound(before => before.map(one => (one.id === item.id ? item : one))),
  }
}

const WORDS_REST_MS = 250

/** What is on show: of the feed what is chosen, then what was found beyond it, each row once, the feed's word first. */
export function useShownRows(view: InboxView, inbox: Inbox, older: Older): readonly NotificationItem[] {
  const marks = useStore(useRealtime().marks.waiting).marks
  return useMemo(() => {
    const held = new Set(inbox.items.map(({ id }) => id))
    const found = older.items.map(item => withMark(item, marks.get(item.id)))
    if (view.show === 'archived')
      return found.filter(item => item.archivedAt && !held.has(item.id) && isChosen(item, view))
    return [...inbox.items, ...found.filter(item => !held.has(item.id) && !item.archivedAt)].filter(item =>
      isChosen(item, view),
    )
  }, [view, inbox.items, older.items, marks])
}
