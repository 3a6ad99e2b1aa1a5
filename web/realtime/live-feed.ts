/**
 * `feed:` and `presence:` are projections: each time the socket opens they come as a fresh Y.Doc, and the last snapshot
 * stays on show until the new one is synced. So nothing old can win a merge.
 */
import * as Y from 'yjs'
import { docName } from '#domain/contract/doc-names.ts'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { UserId, WorkspaceId } from '#domain/contract/ids.ts'
import { CalmAwareness } from './calm-awareness.ts'
import { type DocumentLink, linkDocument } from './document-link.ts'
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

/**
 * @param onContent `isFresh` when the whole feed has just come, instead of a change of it
 * @returns closes it
 */
export function openFeed(
  socket: Socket,
  userId: string,
  onContent: (content: FeedContent, isFresh: boolean) => void,
): () => void {
  return eachTimeFresh(again => {
    const doc = new Y.Doc()
    const read = feedReader(doc)
    let synced = false
    const link = linkDocument({
      socket,
      name: docName.feed(userId as UserId),
      document: doc,
      awareness: null,
      reopens: false,
      events: {
        onSynced: () => {
          synced = true
          again.opened()
          onContent(read(), true)
        },
        onInterrupted: again.afterClose,
      },
    })
    // Once a transaction, not once a map.
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (synced && transaction.changed.size > 0) onContent(read(), false)
    })
    return { link, doc }
  })
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

type Opened = { readonly link: DocumentLink; readonly doc: Y.Doc }
type Again = { readonly afterClose: (word: string | null, afterMs: number) => void; readonly opened: () => void }

const MOST_MS = 20_000

/** Opens a document and, whenever its connection ended, another one in its place. */
export function eachTimeFresh(open: (again: Again) => Opened): () => void {
  let current: Opened | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let closes = 0
  const begin = () => {
    current = open(again)
  }
  const end = () => {
    current?.link.close()
    current?.doc.destroy()
    current = null
  }
  const again: Again = {
    afterClose: (word, afterMs) => {
      clearTimeout(timer)
      closes = word === null ? 0 : closes + 1
      // Never at once: the library is in the middle of its own close handling.
      timer = setTimeout(
        () => {
          end()
          begin()
        },
        word === null ? 0 : Math.max(afterMs, Math.min(MOST_MS, 100 * 2 ** (closes - 1))),
      )
    },
    opened: () => {
      closes = 0
    },
  }
  begin()
  return () => {
    clearTimeout(timer)
    end()
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

export function once<T>(parse: (value: unknown) => T): (value: unknown) => T {
  const known = new WeakMap<object, T>()
  return value => {
    const plain: unknown = value instanceof Y.Map ? value.toJSON() : value
    if (typeof plain !== 'object' || plain === null) return parse(plain)
    const before = known.get(plain)
    if (before !== undefined) return before
    const parsed = parse(plain)
    known.set(plain, parsed)
    return parsed
  }
}
