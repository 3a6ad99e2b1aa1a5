'use client'
/**
 * The whole inbox: unread, all or archived, by topic and words, under the days it came on. J and K walk, Enter opens, E
 * reads and takes it back, ⌫ archives, M mutes its post.
 */
import { Check, Inbox as InboxIcon, ListFilter, Settings, X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { NOTICE_TOPICS } from '#domain/contract/notice-topics.ts'
import { errorWords } from '#web/api-client.ts'
import { PageHeader } from '#web/features/workspace/components/page-header.tsx'
import { useShortcuts } from '#web/features/workspace/shortcuts.tsx'
import { useConnection } from '#web/realtime/hooks.ts'
import type { NotificationItem } from '#web/realtime/realtime-types.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button, ButtonLink } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Menu, MenuChoices } from '#web/ui/menu.tsx'
import { stepFocus } from '#web/ui/roving.ts'
import { SearchBox } from '#web/ui/search-box.tsx'
import { Segments } from '#web/ui/segments.tsx'
import { toast, toastError } from '#web/ui/toast.ts'
import { useAddress } from '#web/ui/use-address.ts'
import { useClock } from '#web/ui/use-clock.ts'
import { byDay } from '../format.ts'
import { type Older, useInbox, useOlder, useShownRows } from '../hooks.ts'
import { findWatch, setWatch } from '../preferences.ts'
import { type InboxView, inboxSearchOf, parseInboxView, type Show, TOPIC_WORDS, topicWords } from '../view.ts'
import styles from './inbox-page.module.css'
import { NotificationRow, type RowDeeds } from './notification-row.tsx'
import { NotificationSkeleton } from './notification-skeleton.tsx'

const MOST_WORDS = 100
const WATCH_WITHIN_MS = 10_000
/** A day that ends while one looks is told within this time. */
const CLOCK_MS = 20_000

export function InboxPage() {
  const [view, change] = useAddress<InboxView>({
    parse: parseInboxView,
    searchOf: inboxSearchOf,
    weigh: (next, before) =>
      next.show !== undefined && next.show !== before.show ? 'step' : next.words !== undefined ? 'letters' : 'change',
  })
  const inbox = useInbox()
  const older = useOlder(view)
  const rows = useShownRows(view, inbox, older)
  const kept = useKeptWhileHere(rows, view)
  const shown = view.show === 'unread' ? rows.filter(item => item.readAt === null || kept.has(item.id)) : rows
  const list = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)

  const places = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-place]') ?? [])]
  const atFocus = () => {
    const id = document.activeElement?.closest<HTMLElement>('[data-notification]')?.dataset.notification
    return shown.find(each => each.id === id)
  }
  /** Focus goes to the next row, else the one before, when its own goes. */
  const giveFocusOn = () => {
    const all = places()
    const index = all.findIndex(place => place.closest('li')?.contains(document.activeElement))
    if (index !== -1) requestAnimationFrame(() => (places()[index] ?? places().at(-1) ?? search.current)?.focus())
  }
  const deeds: RowDeeds = {
    onRead: item => inbox.mark(item, { read: item.readAt === null }),
    onOpen: inbox.read,
    onMute: item => void mute(item),
    onArchive: item => {
      giveFocusOn()
      const archived = !item.archivedAt
      inbox.mark(item, { archived })
      if (!archived) return older.keep({ ...item, archivedAt: null })
      const undo = () => inbox.mark({ ...item, archivedAt: item.at }, { archived: false })
      toast('Archived', { action: { label: 'Undo', onClick: undo } })
    },
  }
  const mute = async ({ postId }: NotificationItem) => {
    if (postId === undefined) return
    try {
      const { watch } = await findWatch(postId, AbortSignal.timeout(WATCH_WITHIN_MS))
      await setWatch(postId, 'muted')
      const undo = () => void setWatch(postId, watch).catch(error => toastError(errorWords(error)))
      toast('This post is muted', { action: { label: 'Undo', onClick: undo } })
    } catch (error) {
      toastError('Not muted', { description: errorWords(error) })
    }
  }
  const withFocused = (deed: (item: NotificationItem) => void) => () => {
    const item = atFocus()
    if (item) deed(item)
  }
  useShortcuts({
    j: () => stepFocus(places(), 1),
    k: () => stepFocus(places(), -1),
    arrowdown: () => stepFocus(places(), 1),
    arrowup: () => stepFocus(places(), -1),
    e: withFocused(deeds.onRead),
    backspace: withFocused(deeds.onArchive),
    m: withFocused(item => void mute(item)),
    '/': () => search.current?.focus(),
  })

  const hasMore = older.status === 'none' ? view.show !== 'archived' && inbox.items.length >= FEED_HOLDS : older.hasMore
  const isNarrowed = view.topic !== null || view.words.trim() !== ''
  const isLoading = inbox.status === 'loading' || (view.show === 'archived' && (older.status === 'none' || older.busy))
  return (
    <>
      <PageHeader
        title="Inbox"
        beside={
          <Segments<Show>
            label="Show"
            value={view.show}
            onChange={show => change({ show })}
            choices={[
              {
                value: 'unread',
                words: (
                  <>
                    Unread <Badge count={inbox.unread} label={String(inbox.unread)} />
                  </>
                ),
              },
              { value: 'all', words: 'All' },
              { value: 'archived', words: 'Archived' },
            ]}
          />
        }
      >
        <Button look="quiet" disabled={inbox.unread === 0} onClick={inbox.readAll} aria-label="Mark all read">
          <Check aria-hidden />
          <span className={styles.wide}>Mark all read</span>
        </Button>
        <ButtonLink
          look="quiet"
          icon
          href="/settings/notifications"
          aria-label="What reaches you"
          title="What reaches you"
        >
          <Settings aria-hidden />
        </ButtonLink>
      </PageHeader>
      <search className={styles.bar}>
        <SearchBox
          label="Search the inbox"
          value={view.words}
          maxChars={MOST_WORDS}
          inputRef={search}
          onChange={words => change({ words })}
        />
        <Menu
          trigger={
            <Button look="quiet" aria-label={`Which kinds: ${topicWords(view.topic)}`}>
              <ListFilter aria-hidden />
              {topicWords(view.topic)}
            </Button>
          }
        >
          <MenuChoices
            label="Which kinds"
            value={view.topic ?? 'all'}
            choices={[
              { value: 'all', word: 'All kinds' },
              ...NOTICE_TOPICS.map(topic => ({ value: topic, word: TOPIC_WORDS[topic] })),
            ]}
            onChoose={topic => change({ topic: topic === 'all' ? null : topic })}
          />
        </Menu>
        {isNarrowed && (
          <Button look="quiet" icon aria-label="Clear the filter" onClick={() => change({ topic: null, words: '' })}>
            <X aria-hidden />
          </Button>
        )}
      </search>
      <div className={styles.body} ref={list}>
        {isLoading && shown.length === 0 ? (
          <NotificationSkeleton />
        ) : shown.length === 0 ? (
          <Empty
            view={view}
            isNarrowed={isNarrowed}
            partial={hasMore}
            failed={older.status === 'failed' ? older.why : null}
          />
        ) : (
          <Days items={shown} deeds={deeds} />
        )}
        {inbox.status === 'ready' && <End older={older} hasMore={hasMore} />}
      </div>
    </>
  )
}

/** As many as the feed holds at most: there may be more. */
const FEED_HOLDS = 100

function End({ older, hasMore }: { readonly older: Older; readonly hasMore: boolean }) {
  const offline = useConnection().state === 'offline'
  if (!hasMore && older.status !== 'failed') return null
  return (
    <div className={styles.end}>
      {older.status === 'failed' && !older.busy && <p role="alert">{`Could not load older ones: ${older.why}`}</p>}
      <Button
        size="small"
        busy={older.busy}
        disabled={offline}
        title={offline ? 'Needs a connection' : undefined}
        onClick={older.more}
      >
        {older.status === 'failed' ? 'Try again' : 'Show older'}
      </Button>
    </div>
  )
}

type EmptyProps = {
  readonly view: InboxView
  readonly isNarrowed: boolean
  /** Older ones are not loaded: of them nothing is known. */
  readonly partial: boolean
  readonly failed: string | null
}

function Empty({ view, isNarrowed, partial, failed }: EmptyProps): ReactNode {
  if (failed !== null) return null
  if (partial) {
    return (
      <EmptyState icon={<InboxIcon />} title={isNarrowed ? 'Nothing newer matches' : 'Nothing newer is unread'}>
        <p>There are older notices that were not looked at yet.</p>
      </EmptyState>
    )
  }
  if (isNarrowed) {
    return (
      <EmptyState icon={<InboxIcon />} title="Nothing matches">
        <p>No notice is of this kind and has these words.</p>
      </EmptyState>
    )
  }
  if (view.show === 'archived') {
    return (
      <EmptyState icon={<InboxIcon />} title="Nothing archived">
        <p>What you archive stays here. It comes back to the inbox when something is added to it.</p>
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={<InboxIcon />} title={view.show === 'unread' ? 'Nothing unread' : 'Nothing here'}>
      <p>Mentions, replies, reviews and publishing news come here.</p>
    </EmptyState>
  )
}

function Days({ items, deeds }: { readonly items: readonly NotificationItem[]; readonly deeds: RowDeeds }) {
  // Days are those of the reader's zone, which the server does not know: one list until the page is alive.
  const nowMs = useClock(CLOCK_MS)
  const days = nowMs === 0 ? [{ name: '', items }] : byDay(items, new Date(nowMs))
  return days.map(day => (
    <section key={day.name} aria-label={day.name || 'Notifications'}>
      <h2 className={styles.day}>{day.name || '\u00a0'}</h2>
      <ul>
        {day.items.map(item => (
          <NotificationRow key={item.id} item={item} deeds={deeds} />
        ))}
      </ul>
    </section>
  ))
}

/** A row that was unread when it was first shown stays until one looks at something else: nothing goes from under the hand. */
function useKeptWhileHere(items: readonly NotificationItem[], { show }: InboxView): ReadonlySet<string> {
  const kept = useRef<{ show: Show; ids: Set<string> }>({ show, ids: new Set() })
  if (kept.current.show !== show) kept.current = { show, ids: new Set() }
  for (const item of items) if (item.readAt === null) kept.current.ids.add(item.id)
  return kept.current.ids
}
