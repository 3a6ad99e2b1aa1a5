/**
 * The feed over plain HTTP (`GET /api/v1/events`), for networks that let no websocket through. Each (re)connect begins
 * with the whole feed. Browsers open six connections to one server over all tabs, so only a tab in sight holds one.
 * SPEC CN123.
 */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { expectedUser } from '#web/api-client.ts'
import { type Lists, parseFeedNotification, parseFeedPost, parseLists, parseUnread, standingOf } from './entries.ts'
import { newestFirst } from './feed-state.ts'
import type { FeedContent } from './live-feed.ts'
import type { NotificationItem } from './realtime-types.ts'
import { createStore, type Store } from './store.ts'

export type HttpFeed = {
  /** Whether changes come that way now. */
  readonly isLive: Store<boolean>
  readonly close: () => void
}

const EVENTS_PATH = '/api/v1/events'
/** `EventSource` comes back by itself, but not from an answer that refuses it. */
const REFUSED_AGAIN_MS = 15_000

export function openHttpFeed(onContent: (content: FeedContent, isFresh: boolean) => void): HttpFeed {
  const isLive = createStore(false)
  let source: EventSource | null = null
  let again: ReturnType<typeof setTimeout> | undefined
  let content = createContent()

  const take = (data: unknown, isFresh: boolean) => {
    if (isFresh) content = createContent()
    content.take(data)
    onContent(content.read(), isFresh)
    isLive.set(true)
  }
  const end = () => {
    clearTimeout(again)
    source?.close()
    source = null
    isLive.set(false)
  }
  const begin = () => {
    if (source || document.visibilityState !== 'visible') return
    const opened = new EventSource(`${EVENTS_PATH}?${new URLSearchParams(expectedUser())}`)
    source = opened
    opened.addEventListener('snapshot', event => take(parseJson(event.data), true))
    opened.addEventListener('change', event => take(parseJson(event.data), false))
    opened.addEventListener('error', () => {
      isLive.set(false)
      if (opened.readyState !== EventSource.CLOSED) return
      end()
      again = setTimeout(begin, REFUSED_AGAIN_MS)
    })
  }
  const look = () => (document.visibilityState === 'visible' ? begin() : end())
  document.addEventListener('visibilitychange', look)
  begin()
  return {
    isLive,
    close: () => {
      document.removeEventListener('visibilitychange', look)
      end()
    },
  }
}

/** What a stream has told so far; see web/events/follow.ts for its other end. */
export function createContent() {
  const posts = new Map<string, FeedPost>()
  const notifications = new Map<string, NotificationItem>()
  let unread = 0
  let standing = ''
  let lists: Lists = {}
  return {
    /** A snapshot or a change: entries by id, null for what is gone. */
    take(data: unknown): void {
      if (!isRecord(data)) return
      for (const [id, value] of entriesOf(data.posts)) {
        const post = parseFeedPost(value)
        if (post) posts.set(id, post)
        else if (value === null) posts.delete(id)
      }
      for (const [id, value] of entriesOf(data.notifications)) {
        const notification = parseFeedNotification(value)
        if (notification) notifications.set(id, { ...notification, id })
        else if (value === null) notifications.delete(id)
      }
      if (isRecord(data.totals)) unread = parseUnread(data.totals.unread)
      if (!isRecord(data.meta)) return
      standing = standingOf(data.meta)
      lists = parseLists(data.meta)
    },
    read: (): FeedContent => ({
      standing,
      lists,
      posts: new Map(posts),
      typing: new Map(),
      notifications: newestFirst([...notifications.values()]),
      unread,
    }),
  }
}

function entriesOf(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : null
  } catch {
    return null
  }
}
