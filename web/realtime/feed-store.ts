/** What the feed says, as stores for the page: with what answers of commands said sooner, and the marks of this device. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { type Ahead, findAhead, mergeFeed, notificationEvents, offer, postEvents } from './feed-state.ts'
import { type Inbox, shownInbox } from './inbox-marks.ts'
import { createKeptMarks, type KeptMarks } from './kept-marks.ts'
import type { FeedContent } from './live-feed.ts'
import type {
  LiveEvent,
  NotificationItem,
  NotificationsSnapshot,
  PostAnswer,
  PostsSnapshot,
  Typing,
} from './realtime-types.ts'
import { createStore, type Store } from './store.ts'

export type FeedStore = {
  readonly posts: Store<PostsSnapshot>
  readonly typing: Store<Typing>
  readonly notifications: Store<NotificationsSnapshot>
  /** Marks on rows of the inbox. */
  readonly marks: KeptMarks
  /** A row as the server says it, without the marks of this device; null for one that the feed does not hold. */
  readonly findNotification: (id: string) => NotificationItem | null
  readonly readAllNotifications: () => void
  /** See FeedContent; null until the feed is there. */
  readonly standing: Store<string | null>
  readonly lists: Store<FeedContent['lists']>
  readonly offerPost: (answer: PostAnswer) => void
}

/** What the server rendered with. */
export type InitialFeed = {
  readonly initialPosts?: Readonly<Record<string, FeedPost>>
  readonly initialNotifications?: { readonly items: readonly NotificationItem[]; readonly unread: number }
}

type FeedStoreOptions = InitialFeed & {
  readonly userId: string
  readonly tell: (events: readonly LiveEvent[]) => void
  /** More of a post was shown than the whole feed says. */
  readonly onAhead: (ahead: Ahead) => void
}

/** @returns the stores, and `take` for each content of the feed; it is fresh after each connect */
export function createFeedStore({ userId, initialPosts, initialNotifications, tell, onAhead }: FeedStoreOptions): {
  readonly feed: FeedStore
  readonly take: (content: FeedContent, isFresh: boolean) => void
} {
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
  const standing = createStore<string | null>(null)
  const lists = createStore<FeedContent['lists']>({})
  let offered: ReadonlyMap<string, PostAnswer> = new Map()
  let fed = false
  /** As the server says it. */
  let inbox: Inbox = { items: notifications.get().items, unread: notifications.get().unread }
  const marks = createKeptMarks(userId)
  const showInbox = (status: NotificationsSnapshot['status']) =>
    notifications.set({ status, ...shownInbox(inbox, marks.waiting.get()) })
  marks.waiting.subscribe(() => showInbox(notifications.get().status))

  const take = (content: FeedContent, isFresh: boolean) => {
    const before = posts.get()
    const ahead = isFresh && findAhead(before.posts, content.posts, offered)
    if (ahead) onAhead(ahead)
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

  const offerPost = (answer: PostAnswer) => {
    const before = posts.get()
    const known = before.posts.get(answer.id)
    const post = offer(known, answer)
    if (!post || post === known) return
    offered = new Map(offered).set(answer.id, answer)
    const after = new Map(before.posts).set(answer.id, post)
    posts.set({ ...before, posts: after })
    tell(postEvents(before.posts, after))
  }

  return {
    take,
    feed: {
      posts,
      typing,
      notifications,
      marks,
      findNotification: id => inbox.items.find(item => item.id === id) ?? null,
      readAllNotifications: () => marks.readAll(inbox),
      standing,
      lists,
      offerPost,
    },
  }
}
