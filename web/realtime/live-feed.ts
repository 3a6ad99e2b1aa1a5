/** `feed:` and `presence:` in the browser. */
import * as Y from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { CalmAwareness } from './calm-awareness.ts'
import { linkDocument } from './document-link.ts'
import {
  type Lists,
  parseFeedNotification,
  parseFeedPost,
  parseLists,
  parseTypists,
  parseUnread,
  standingOf,
} from './entries.ts'
import { newestFirst } from './feed-state.ts'
import { peopleOnline } from './people.ts'
import { eachTimeFresh, followProjection, once } from './projection.ts'
import type { NotificationItem, OnlinePerson, Typing } from './realtime-types.ts'
import type { Socket } from './socket.ts'

export type FeedContent = {
  /** Another word when the person has other workspaces or rights, or one of them other settings. */
  readonly standing: string
  /** Of each workspace another word when lists in its settings are others. */
  readonly lists: Lists
  readonly posts: ReadonlyMap<string, FeedPost>
  /** Which viewers of a post type, by post id. */
  readonly typing: Typing
  readonly notifications: readonly NotificationItem[]
  readonly unread: number
}

/** @see followProjection */
export function openFeed(
  socket: Socket,
  userId: string,
  onContent: (content: FeedContent, isFresh: boolean) => void,
): () => void {
  return followProjection(socket, docName.feed(userId as UserId), feedReader, onContent)
}

export type PresenceLink = {
  readonly say: (state: { page: string; mode: NonNullable<OnlinePerson['mode']> }) => void
  readonly close: () => void
}

export function openPresence(
  socket: Socket,
  workspaceId: string,
  onPeople: (people: readonly OnlinePerson[]) => void,
): PresenceLink {
  let awareness: CalmAwareness | undefined
  let said: Parameters<PresenceLink['say']>[0] | undefined
  const close = eachTimeFresh(again => {
    const doc = new Y.Doc()
    const fresh = new CalmAwareness(doc)
    let synced = false
    awareness = fresh
    if (said) fresh.setLocalState(said)
    const link = linkDocument({
      socket,
      name: docName.presence(workspaceId as WorkspaceId),
      document: doc,
      awareness: fresh,
      events: {
        onInterrupted: again.afterClose,
        // Whoever is there has been named by then, so nobody is missing who is.
        onSynced: () => {
          again.opened()
          synced = true
          tell()
        },
        onAdmitted: () => fresh.repeat(),
      },
      reopens: false,
    })
    // Others are forgotten with the connection: the last picture stays until there is another one.
    const tell = () => {
      if (synced && link.provider.isAuthenticated) onPeople(peopleOnline(fresh.getStates().values()))
    }
    fresh.on('change', tell)
    return { link, doc }
  })
  return {
    say: state => {
      said = state
      if (awareness) awareness.setLocalState({ ...awareness.getLocalState(), ...state })
    },
    close,
  }
}

/** Reads what the maps hold; an entry is parsed once, however often the feed changes around it. */
function feedReader(doc: Y.Doc): () => FeedContent {
  const parsePost = once(parseFeedPost)
  const parseNotification = once(parseFeedNotification)
  return () => {
    const posts = new Map<string, FeedPost>()
    for (const [id, value] of doc.getMap('posts')) {
      const post = parsePost(value)
      if (post) posts.set(id, post)
    }
    const typing = new Map<string, readonly string[]>()
    for (const [id, value] of doc.getMap('typing')) typing.set(id, parseTypists(value))
    const notifications: NotificationItem[] = []
    for (const [id, value] of doc.getMap('notifications')) {
      const notification = parseNotification(value)
      if (notification) notifications.push({ ...notification, id })
    }
    const unread = parseUnread(doc.getMap('totals').get('unread'))
    const meta = doc.getMap('meta').toJSON()
    const standing = standingOf(meta)
    return { standing, lists: parseLists(meta), posts, typing, notifications: newestFirst(notifications), unread }
  }
}
