/** The live side of one tab: one socket, the feed and presence of a workspace, and the posts that are open. */
import { EXPECTED_USER, onSignedOut } from '#web/api-client.ts'
import { isOnlySocketMissing, signOf } from './connection.ts'
import { presenceEvents } from './feed-state.ts'
import { createFeedStore, type FeedStore, type InitialFeed } from './feed-store.ts'
import { shared, sharedById } from './held.ts'
import { type HttpFallback, watchForFallback } from './http-fallback.ts'
import { createLinger } from './linger.ts'
import { type Discussion, openDiscussion } from './live-discussion.ts'
import { openFeed, openPresence, type PresenceLink } from './live-feed.ts'
import { findUnsent } from './local-data.ts'
import { createOpenPosts, type OpenPosts } from './open-posts.ts'
import { samePeople } from './people.ts'
import type { ConnectionSign, LiveEvent, Me, OnlinePerson } from './realtime-types.ts'
import { openSocket, type Socket } from './socket.ts'
import { createStore, type Store } from './store.ts'
import { requestTicket } from './tickets.ts'

export type Realtime = FeedStore &
  Omit<OpenPosts, 'countWaiting'> & {
    readonly me: Me
    readonly connection: Store<ConnectionSign>
    readonly presence: Store<readonly OnlinePerson[]>
    readonly onEvent: (listener: (event: LiveEvent) => void) => () => void
    readonly retryNow: () => void
    readonly setPage: (page: string, mode?: OnlinePerson['mode']) => void
    /** What is said about a post, shared by all who show it. */
    readonly openDiscussion: (postId: string) => { readonly discussion: Discussion; readonly letGo: () => void }
    /** Edits on this device that the server may not have, of every tab of this person. */
    readonly countUnsent: () => Promise<number>
    /** Keeps the socket open until the returned function is called; nothing is opened before the first hold. */
    readonly hold: () => () => void
  }

export type RealtimeOptions = InitialFeed & { readonly me: Me; readonly workspaceId: string }

type Live = {
  readonly socket: Socket
  readonly presence: PresenceLink
  readonly fallback: HttpFallback
  readonly close: () => void
}

const NO_SIGN: ConnectionSign = { state: 'connecting', attempt: 0, waitingChanges: 0 }

/** Opens nothing: safe to call while rendering, on the server too. */
export function createRealtime({ me, workspaceId, ...initial }: RealtimeOptions): Realtime {
  const connection = createStore<ConnectionSign>(NO_SIGN)
  const presence = createStore<readonly OnlinePerson[]>([])
  const listeners = new Set<(event: LiveEvent) => void>()
  let present = false
  let said: { page: string; mode: NonNullable<OnlinePerson['mode']> } | undefined

  const tell = (events: readonly LiveEvent[]) => {
    for (const event of events) for (const listener of [...listeners]) listener(event)
  }

  const { feed, take: takeFeed } = createFeedStore({
    ...initial,
    userId: me.id,
    tell,
    onAhead: ahead =>
      void import('./put-back.ts').then(
        part => part.beginAnewIfPutBack(ahead, { connection }),
        () => undefined,
      ),
  })

  const takePeople = (people: readonly OnlinePerson[]) => {
    const before = presence.get()
    if (samePeople(before, people)) return
    presence.set(people)
    if (present) tell(presenceEvents(before, people))
    present = true
  }

  const live = shared<Live>(() => {
    // Somebody else may have signed in since. SPEC CN413.
    const socket = openSocket(() => requestTicket('/api/v1/collab-ticket', { [EXPECTED_USER]: me.id }))
    const fallback = watchForFallback(socket, takeFeed, () => showConnection(socket))
    const closeFeed = openFeed(socket, me.id, takeFeed)
    const linger = createLinger(takePeople)
    const presenceLink = openPresence(socket, workspaceId, linger.take)
    if (said) presenceLink.say(said)
    void kept.look()
    let sent = false
    const unwatch = [
      socket.state.subscribe(() => {
        showConnection(socket)
        const isLive = socket.state.get().phase === 'live'
        if (isLive && !sent) {
          void kept.send()
          feed.marks.send()
        }
        sent = isLive
      }),
      socket.roundTripMs.subscribe(() => showConnection(socket)),
      kept.waiting.subscribe(() => showConnection(socket)),
      feed.marks.watch(),
      // The next ticket tells what that means here.
      onSignedOut(() => {
        if (socket.state.get().phase !== 'live') return
        socket.forgetTicket()
        socket.token().catch(() => undefined)
      }),
    ]
    return {
      socket,
      presence: presenceLink,
      fallback,
      close: () => {
        fallback.close()
        for (const stop of unwatch) stop()
        presenceLink.close()
        linger.stop()
        closeFeed()
        socket.stop()
      },
    }
  })

  const showConnection = (socket: Socket) => {
    const state = socket.state.get()
    const roundTripMs = socket.roundTripMs.get()
    const isOverHttp = live.value.get()?.fallback.isLive() === true && isOnlySocketMissing(state)
    connection.set({
      state: isOverHttp ? 'live_http' : signOf(state),
      attempt: state.attempt,
      waitingChanges: countWaiting(),
      ...(state.refusal ? { reason: state.refusal } : {}),
      ...(state.phase === 'live' && roundTripMs !== undefined ? { roundTripMs } : {}),
    })
  }

  const { kept, openPost, countWaiting } = createOpenPosts({
    me,
    live,
    onWaiting: () => {
      const socket = live.value.get()?.socket
      if (socket && countWaiting() !== connection.get().waitingChanges) showConnection(socket)
    },
  })

  const discussions = sharedById<Discussion>(postId => {
    const { value, letGo } = live.take()
    const discussion = openDiscussion(value.socket, postId)
    return {
      ...discussion,
      close: () => {
        discussion.close()
        letGo()
      },
    }
  })

  return {
    ...feed,
    me,
    connection,
    presence,
    kept,
    openPost,
    onEvent: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    retryNow: () => live.value.get()?.socket.retry(),
    setPage: (page, mode = 'viewing') => {
      said = { page, mode }
      live.value.get()?.presence.say(said)
    },
    openDiscussion: postId => {
      const { value, letGo } = discussions.of(postId).take()
      return { discussion: value, letGo }
    },
    countUnsent: async () => {
      const posts = await findUnsent(me.id)
      return Math.max(
        connection.get().waitingChanges,
        posts.reduce((sum, { unsent }) => sum + unsent, 0),
      )
    },
    hold: () => live.take().letGo,
  }
}
