/**
 * What the inbox shows, as its address has it: `?show=unread&topic=mentions&q=storm`. Pure; whatever stands in an address
 * that is not of these is passed over.
 */
import { NOTICE_TOPICS, type NoticeTopic, TOPIC_OF } from '#domain/contract/notice-topics.ts'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'

const SHOWS = ['unread', 'all', 'archived'] as const
export type Show = (typeof SHOWS)[number]

export type InboxView = { readonly show: Show; readonly topic: NoticeTopic | null; readonly words: string }

const MOST_CHARS = 100

export function parseInboxView(search: URLSearchParams): InboxView {
  return {
    show: SHOWS.find(show => show === search.get('show')) ?? 'all',
    topic: NOTICE_TOPICS.find(topic => topic === search.get('topic')) ?? null,
    words: search.get('q')?.slice(0, MOST_CHARS) ?? '',
  }
}

/** Begins with `?`, or is empty. What is not of this view stays. */
export function inboxSearchOf({ show, topic, words }: InboxView, before = new URLSearchParams()): string {
  const search = new URLSearchParams(before)
  const put = (key: string, value: string | null) => {
    if (value === null || value === '') search.delete(key)
    else search.set(key, value)
  }
  put('show', show === 'all' ? null : show)
  put('topic', topic)
  put('q', words)
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

type Counted = { readonly items: readonly NotificationItem[]; readonly unread: number }

/**
 * Rows that were found beyond the feed, which nothing keeps up to date: when all that is unread is in the feed, none of
 * them is any more, wherever that was done. SPEC FD424.
 */
export function readWhere({ items, unread }: Counted, found: readonly NotificationItem[]): readonly NotificationItem[] {
  const held = items.filter(({ readAt }) => readAt === null).length
  return unread > held ? found : found.map(item => (item.readAt === null ? { ...item, readAt: item.at } : item))
}

/** Whether a row is asked for; the same as the server decides for older ones. Unread and archived are not looked at. */
export function isChosen({ kind, title, body, actors }: NotificationItem, { topic, words }: InboxView): boolean {
  if (topic !== null && TOPIC_OF[kind] !== topic) return false
  const wanted = words.trim().toLowerCase()
  return (
    wanted === '' || [title, body ?? '', ...actors.map(({ name }) => name)].join(' ').toLowerCase().includes(wanted)
  )
}

export const TOPIC_WORDS: Readonly<Record<NoticeTopic, string>> = {
  mentions: 'Mentions of me',
  replies: 'Replies in my threads',
  comments: 'Comments on posts I watch',
  reviews: 'Review asked or answered',
  trouble: 'Publishing failed or unclear',
  published: 'Scheduled and published',
  milestones: 'Milestones',
  people: 'New members',
  system: 'About this server',
}

export function topicWords(topic: NoticeTopic | null): string {
  return topic === null ? 'All kinds' : TOPIC_WORDS[topic]
}
