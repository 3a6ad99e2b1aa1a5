'use client'
/** How pages read the live side. Every hook selects narrowly, so a change elsewhere does not render them. */
import { createContext, use, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { WaitingPost } from './kept-posts.ts'
import { type DiscussionSnapshot, NO_DISCUSSION } from './live-discussion.ts'
import type { PostSession } from './post-session.ts'
import type { Realtime } from './realtime.ts'
import type {
  ConnectionSign,
  LiveEvent,
  NotificationsSnapshot,
  OnlinePerson,
  PostAnswer,
  PostsSnapshot,
  UserEvent,
} from './realtime-types.ts'
import { createStore, derive, type Store } from './store.ts'

export const RealtimeContext = createContext<Realtime | null>(null)

/** @throws when no RealtimeProvider is above */
export function useRealtime(): Realtime {
  const realtime = use(RealtimeContext)
  if (!realtime) throw new Error('This part of the page needs <RealtimeProvider> above it.')
  return realtime
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get, store.initial)
}

/** State of the one socket of this tab, for the connection sign. */
export function useConnection(): ConnectionSign {
  return useStore(useRealtime().connection)
}

/** Tries to connect now instead of at the planned time; also leaves `refused`. */
export function useRetryNow(): () => void {
  return useRealtime().retryNow
}

export function usePosts(): PostsSnapshot {
  return useStore(useRealtime().posts)
}

/** Undefined while loading, and for posts that are not in the feed (older than the newest 500, or not yours). */
export function usePost(id: string): FeedPost | undefined {
  const { posts } = useRealtime()
  return useStore(useMemo(() => derive(posts, snapshot => snapshot.posts.get(id)), [posts, id]))
}

/** Shows the answer of a command at once; an older `rev` than what is known is ignored. */
export function useOfferPost(): (answer: PostAnswer) => void {
  return useRealtime().offerPost
}

export function useNotifications(): NotificationsSnapshot {
  return useStore(useRealtime().notifications)
}

export function useUnread(): number {
  const { notifications } = useRealtime()
  return useStore(useMemo(() => derive(notifications, snapshot => snapshot.unread), [notifications]))
}

/** Differs when the person has other workspaces or rights, or one of them other settings; null until the feed is there. */
export function useStanding(): string | null {
  return useStore(useRealtime().standing)
}

/** Who is online in the workspace, one entry a person, yourself included. */
export function usePresence(): readonly OnlinePerson[] {
  return useStore(useRealtime().presence)
}

/** Everything that happened, once each; the handler may change between renders. */
export function useLiveEvents(handler: (event: LiveEvent) => void): void {
  const { onEvent } = useRealtime()
  const latest = useRef(handler)
  useEffect(() => {
    latest.current = handler
  })
  useEffect(() => onEvent(event => latest.current(event)), [onEvent])
}

/** People who come online and go offline, once each, whatever tabs they have. */
export function useUserEvents(handler: (event: UserEvent) => void): void {
  useLiveEvents(event => {
    if (event.type === 'user:online' || event.type === 'user:offline') handler(event)
  })
}

/** Whoever does nothing for so long, in no tab, is away for the workspace. */
export const AWAY_MS = 5 * 60_000

const NO_SESSION: Store<PostSession | null> = createStore<PostSession | null>(null)

/** The open post of this page; null until the page is alive. */
export function usePostSession(postId: string): PostSession | null {
  const { openPost } = useRealtime()
  const [held, setHeld] = useState(NO_SESSION)
  useEffect(() => {
    const opened = openPost(postId)
    setHeld(opened.session)
    return opened.letGo
  }, [openPost, postId])
  return useStore(held)
}

const NO_THREADS: Store<DiscussionSnapshot> = createStore<DiscussionSnapshot>(NO_DISCUSSION)

/** Threads of the open post, as they are said. */
export function useDiscussion(postId: string): DiscussionSnapshot {
  const { openDiscussion } = useRealtime()
  const [threads, setThreads] = useState(NO_THREADS)
  useEffect(() => {
    const { discussion, letGo } = openDiscussion(postId)
    setThreads(discussion.threads)
    return () => {
      setThreads(NO_THREADS)
      letGo()
    }
  }, [openDiscussion, postId])
  return useStore(threads)
}

/** Posts that are not open and have edits on this device. */
export function useKeptPosts(): readonly WaitingPost[] {
  return useStore(useRealtime().kept.waiting)
}
