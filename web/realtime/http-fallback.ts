/** When the feed comes over plain HTTP: while no socket gets through, and no longer. */
import { isOnlySocketMissing } from './connection.ts'
import type { HttpFeed, openHttpFeed } from './http-feed.ts'
import type { FeedContent } from './live-feed.ts'
import type { Socket } from './socket.ts'

export type HttpFallback = { readonly isLive: () => boolean; readonly close: () => void }

/** A socket that does not come about for so long leaves the feed to plain HTTP; a restart of the server takes less. */
const AFTER_MS = 6_000

/** Opens the feed over HTTP when the socket has not come about for a while, and closes it when it has. */
export function watchForFallback(
  socket: Socket,
  takeFeed: (content: FeedContent, isFresh: boolean) => void,
  onChange: () => void,
): HttpFallback {
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
    if (feed || !isOnlySocketMissing(state) || performance.now() - missingSinceMs < AFTER_MS) return
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
