/** The live side of one tab: one socket, the feed and presence of a workspace, and the posts that are open. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { EXPECTED_USER, onSignedOut } from '#web/api-client.ts'
import { isOnlySocketMissing, signOf } from './connection.ts'
import { findAhead, mergeFeed, notificationEvents, offer, postEvents, presenceEvents } from './feed-state.ts'
import type { HttpFeed, openHttpFeed } from './http-feed.ts'
import { type Inbox, shownInbox } from './inbox-marks.ts'
import { createKeptMarks, type KeptMarks } from './kept-marks.ts'
import { createKeptPosts, type KeptPosts } from './kept-posts.ts'
import { createLinger } from './linger.ts'
import { type Discussion, openDiscussion } from './live-discussion.ts'
import { type FeedContent, openFeed, openPresence, type PresenceLink } from './live-feed.ts'
import { findUnsent, forgetPost, keptWords } from './local-data.ts'
import { samePeople } from './people.ts'
import { openPostSession, type PostSession } from './post-session.ts'
import type {
  ConnectionSign,
  LiveEvent,
  Me,
  NotificationItem,
  NotificationsSnapshot,
  OnlinePerson,
  PostAnswer,
  PostsSnapshot,
  Typing,
} from './realtime-types.ts'
import { openSocket, type Socket } from './socket.ts'
import { createStore, type Store } from './store.ts'
import { requestTicket } from './tickets.ts'

export type Realtime = {
  readonly me: Me
  readonly connection: Store<ConnectionSign>
  readonly posts: Store<PostsSnapshot>
  readonly typing: Store<Typing>
  readonly notifications: Store<NotificationsSnapshot>
  /** Marks on rows of the inbox. */
  readonly marks: KeptMarks
  /** A row as the server says it, without the marks of this device; null for one that the feed does not hold. */
  readonly findNotification: (id: string) => NotificationItem | null
  readonly readAllNotifications: () => void
  readonly presence: Store<readonly OnlinePerson[]>
  /** See FeedContent; null until the feed is there. */
  readonly standing: Store<string | null>
  readonly lists: Store<FeedContent['lists']>
  readonly onEvent: (listener: (event: LiveEvent) => void) => () => void
  readonly offerPost: (answer: PostAnswer) => void
  readonly retryNow: () => void
  readonly setPage: (page: string, mode?: OnlinePerson['mode']) => void
  /** The post's session, shared by all who have it open; another one takes its place when its document has drifted. */
  readonly openPost: (postId: string) => { readonly session: Store<PostSession | null>; readonly letGo: () => void }
  /** What is said about a post, shared by all who show it. */
  readonly openDiscussion: (postId: string) => { readonly discussion: Discussion; readonly letGo: () => void }
  /** Posts that are not open and have edits on this device. */
  readonly kept: KeptPosts
  /** Edits on this device that the server may not have, of every tab of this person. */
  readonly countUnsent: () => Promise<number>
  /** Keeps the socket open until the returned function is called; nothing is opened before the first hold. */
  readonly hold: () => () => void
}

export type RealtimeOptions = {
  readonly me: Me
  readonly workspaceId: string
  readonly initialPosts?: Readonly<Record<string, FeedPost>>
  readonly initialNotifications?: { readonly items: readonly NotificationItem[]; readonly unread: number }
}

type Live = {
  readonly socket: Socket
  readonly presence: PresenceLink
  readonly otherWay: OtherWay
  readonly close: () => void
}

/** React mounts twice in development, and pages change: what was let go of is kept this long. */
const GRACE_MS = 250
/** A socket that does not come about for so long leaves the feed to plain HTTP; a restart of the server takes less. */
const OTHER_WAY_AFTER_MS = 6_000
const NO_SIGN: ConnectionSign = { state: 'connecting', attempt: 0, waitingChanges: 0 }

/** Opens nothing: safe to call while rendering, on the server too. */
export function createRealtime({ me, workspaceId, initialPosts, initialNotifications }: RealtimeOptions): Realtime {
  const connection = createStore<ConnectionSign>(NO_SIGN)
  const posts = createStore<PostsSnapshot>({
    status: initialPosts ? 'ready' : 'loading',
    epoch: 0,
    posts: new Map(Object.entries(initialPosts ?? {})),
  })
  const typing = createStore<Typing>(new Map())
  const notifications = createStore<NotificationsSnapshot>({
    status: initialNotifications ? 'ready' : 'loading',
    items: initialNotifications?.items ?? [],
    unread: initialNotifications?.unread ?? 0,
  })
  const presence = createStore<readonly OnlinePerson[]>([])
  const standing = createStore<string | null>(null)
  const lists = createStore<FeedContent['lists']>({})
  const listeners = new Set<(event: LiveEvent) => void>()
  const sessions = new Map<string, Held<PostSession>>()
  const discussions = new Map<string, Held<Discussion>>()
  /** How many parts of the page show a post; a session that only sends is shown by none. */
  const shownPosts = new Map<string, number>()
  let offered: ReadonlyMap<string, PostAnswer> = new Map()
  let fed = false
  let present = false
  let said: { page: string; mode: NonNullable<OnlinePerson['mode']> } | undefined

  /** As the server says it. */
  let inbox: Inbox = { items: notifications.get().items, unread: notifications.get().unread }
  const marks = createKeptMarks(me.id)
  const showInbox = (status = notifications.get().status) =>
    notifications.set({ status, ...shownInbox(inbox, marks.waiting.get()) })

  const tell = (events: readonly LiveEvent[]) => {
    for (const event of events) for (const listener of [...listeners]) listener(event)
  }

  const takeFeed = (content: FeedContent, isFresh: boolean) => {
    const before = posts.get()
    const ahead = isFresh && findAhead(before.posts, content.posts, offered)
    if (ahead)
      void import('./put-back.ts').then(
        part => part.beginAnewIfPutBack(ahead, { connection }),
        () => undefined,
      )
    const merged = mergeFeed(before.posts, content.posts, offered)
    offered = new Map([...offered].filter(([id, answer]) => (content.posts.get(id)?.rev ?? -1) < answer.rev))
    posts.set({ status: 'ready', epoch: before.epoch + (isFresh ? 1 : 0), posts: merged })
    typing.set(content.typing)
    standing.set(content.standing)
    lists.set(content.lists)
    const rows = inbox
    inbox = { items: content.notifications, unread: content.unread }
    marks.settle(inbox)
    showInbox('ready')
    if (fed) tell([...postEvents(before.posts, merged), ...notificationEvents(rows.items, content.notifications)])
    fed = true
  }

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
    const otherWay = watchForOtherWay(socket, takeFeed, () => showConnection(socket))
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
          marks.send()
        }
        sent = isLive
      }),
      socket.roundTripMs.subscribe(() => showConnection(socket)),
      kept.waiting.subscribe(() => showConnection(socket)),
      marks.waiting.subscribe(() => showInbox()),
      marks.watch(),
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
      otherWay,
      close: () => {
        otherWay.close()
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
    let waitingChanges = 0
    for (const held of sessions.values()) waitingChanges += held.value.get()?.status.get().waiting ?? 0
    for (const post of kept.waiting.get()) if (!sessions.has(post.postId)) waitingChanges += post.unsent
    const isOverHttp = live.value.get()?.otherWay.isLive() === true && isOnlySocketMissing(state)
    connection.set({
      state: isOverHttp ? 'live_http' : signOf(state),
      attempt: state.attempt,
      waitingChanges,
      ...(state.refusal ? { reason: state.refusal } : {}),
      ...(state.phase === 'live' && roundTripMs !== undefined ? { roundTripMs } : {}),
    })
  }

  const sessionOf = (postId: string): Held<PostSession> => {
    const known = sessions.get(postId)
    if (known) return known
    let afterDrift = false
    const held: Held<PostSession> = shared<PostSession>(() => {
      const { value, letGo } = live.take()
      const onDrift = () => {
        afterDrift = true
        held.renew()
      }
      const session = openPostSession({ socket: value.socket, me, postId, afterDrift, onDrift })
      const unwatch = session.status.subscribe(() => {
        if (session.status.get().waiting !== connection.get().waitingChanges) showConnection(value.socket)
      })
      if (shownPosts.has(postId)) session.appear()
      return {
        ...session,
        close: () => {
          unwatch()
          session.close()
          letGo()
          if (!held.isHeld()) sessions.delete(postId)
          showConnection(value.socket)
        },
      }
    })
    sessions.set(postId, held)
    return held
  }

  const discussionOf = (postId: string): Held<Discussion> => {
    const known = discussions.get(postId)
    if (known) return known
    const held: Held<Discussion> = shared<Discussion>(() => {
      const { value, letGo } = live.take()
      const discussion = openDiscussion(value.socket, postId)
      return {
        ...discussion,
        close: () => {
          discussion.close()
          letGo()
          if (!held.isHeld()) discussions.delete(postId)
        },
      }
    })
    discussions.set(postId, held)
    return held
  }

  const kept = createKeptPosts({
    find: () => findUnsent(me.id),
    remove: postId => forgetPost(me.id, postId),
    words: postId => keptWords(me.id, postId),
    isOpen: postId => shownPosts.has(postId),
    open: postId => {
      const { value, letGo } = sessionOf(postId).take()
      return { session: value, letGo }
    },
  })

  return {
    me,
    connection,
    posts,
    typing,
    notifications,
    marks,
    findNotification: id => inbox.items.find(item => item.id === id) ?? null,
    readAllNotifications: () => marks.readAll(inbox),
    presence,
    standing,
    lists,
    onEvent: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    offerPost: answer => {
      const before = posts.get()
      const known = before.posts.get(answer.id)
      const post = offer(known, answer)
      if (!post || post === known) return
      offered = new Map(offered).set(answer.id, answer)
      const after = new Map(before.posts).set(answer.id, post)
      posts.set({ ...before, posts: after })
      tell(postEvents(before.posts, after))
    },
    retryNow: () => live.value.get()?.socket.retry(),
    setPage: (page, mode = 'viewing') => {
      said = { page, mode }
      live.value.get()?.presence.say(said)
    },
    openPost: postId => {
      const held = sessionOf(postId)
      const { value, letGo } = held.take()
      shownPosts.set(postId, (shownPosts.get(postId) ?? 0) + 1)
      value.appear()
      let open = true
      return {
        session: held.value,
        letGo: () => {
          if (!open) return
          open = false
          const left = (shownPosts.get(postId) ?? 1) - 1
          if (left > 0) shownPosts.set(postId, left)
          else shownPosts.delete(postId)
          // What was typed last may not have been sent yet.
          if (left <= 0 && (held.value.get()?.status.get().waiting ?? 0) > 0) void kept.send()
          letGo()
        },
      }
    },
    openDiscussion: postId => {
      const { value, letGo } = discussionOf(postId).take()
      return { discussion: value, letGo }
    },
    kept,
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

type OtherWay = { readonly isLive: () => boolean; readonly close: () => void }

/** Opens the feed over HTTP when the socket has not come about for a while, and closes it when it has. */
function watchForOtherWay(
  socket: Socket,
  takeFeed: (content: FeedContent, isFresh: boolean) => void,
  onChange: () => void,
): OtherWay {
  let feed: HttpFeed | null = null
  let open: typeof openHttpFeed | null = null
  let isComing = false
  let closed = false
  let missingSinceMs: number | null = null
  const end = () => {
    feed?.close()
    feed = null
  }
  // Each try of the socket is a change of its state: no clock of one's own is needed.
  const look = () => {
    const state = socket.state.get()
    if (state.phase === 'live' || state.phase === 'refused' || state.phase === 'idle') {
      missingSinceMs = null
      return end()
    }
    missingSinceMs ??= performance.now()
    if (feed || !isOnlySocketMissing(state) || performance.now() - missingSinceMs < OTHER_WAY_AFTER_MS) return
    if (open) {
      feed = open(takeFeed)
      feed.isLive.subscribe(onChange)
    } else if (!isComing) void fetchPart()
  }
  /** Most never need it. Where it does not come, the next try of the socket asks again. */
  const fetchPart = async () => {
    isComing = true
    const part = await import('./http-feed.ts').catch(() => null)
    isComing = false
    open = part?.openHttpFeed ?? null
    if (open && !closed) look()
  }
  const unsubscribe = socket.state.subscribe(look)
  look()
  return {
    isLive: () => feed?.isLive.get() === true,
    close: () => {
      closed = true
      unsubscribe()
      end()
    },
  }
}

type Held<T> = {
  /** Opens it for the first taker. */
  readonly take: () => { readonly value: T; readonly letGo: () => void }
  /** Null while nobody needs it. */
  readonly value: Store<T | null>
  readonly isHeld: () => boolean
  /** Closes it and opens it anew for those who hold it. */
  readonly renew: () => void
}

/** One thing for all who need it; closed a moment after the last one let go. */
function shared<T extends { readonly close: () => void }>(open: () => T): Held<T> {
  const value = createStore<T | null>(null)
  let holders = 0
  let closing: ReturnType<typeof setTimeout> | undefined
  const opened = (): T => {
    const known = value.get()
    if (known) return known
    const made = open()
    value.set(made)
    return made
  }
  const close = () => {
    const known = value.get()
    value.set(null)
    known?.close()
  }
  return {
    value,
    isHeld: () => holders > 0,
    take: () => {
      clearTimeout(closing)
      const taken = opened()
      holders += 1
      let held = true
      return {
        value: taken,
        letGo: () => {
          if (!held) return
          held = false
          holders -= 1
          if (holders === 0) closing = setTimeout(close, GRACE_MS)
        },
      }
    },
    renew: () => {
      if (holders === 0) return
      close()
      opened()
    },
  }
}
