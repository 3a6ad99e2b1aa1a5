/** The posts that are open in this tab: those that its page shows, and those that only send what the device kept. */
import { type Held, sharedById } from './held.ts'
import { createKeptPosts, type KeptPosts } from './kept-posts.ts'
import { findUnsent, forgetPost, keptWords } from './local-data.ts'
import { openPostSession, type PostSession } from './post-session.ts'
import type { Me } from './realtime-types.ts'
import type { Socket } from './socket.ts'
import type { Store } from './store.ts'

export type OpenPosts = {
  /** The post's session, shared by all who have it open; another one takes its place when its document has drifted. */
  readonly openPost: (postId: string) => { readonly session: Store<PostSession | null>; readonly letGo: () => void }
  /** Posts that are not open and have edits on this device. */
  readonly kept: KeptPosts
  /** Edits that the server has not stored yet. */
  readonly countWaiting: () => number
}

type OpenPostsOptions = {
  readonly me: Me
  readonly live: Held<{ readonly socket: Socket }>
  /** Other edits may be waiting than before. */
  readonly onWaiting: () => void
}

export function createOpenPosts({ me, live, onWaiting }: OpenPostsOptions): OpenPosts {
  /** How many parts of the page show a post; a session that only sends is shown by none. */
  const shown = new Map<string, number>()

  const sessions = sharedById<PostSession>((postId, afterDrift) => {
    const { value, letGo } = live.take()
    const onDrift = () => sessions.of(postId).renew()
    const session = openPostSession({ socket: value.socket, me, postId, afterDrift, onDrift })
    const unwatch = session.status.subscribe(onWaiting)
    if (shown.has(postId)) session.appear()
    return {
      ...session,
      close: () => {
        unwatch()
        session.close()
        letGo()
        onWaiting()
      },
    }
  })

  const kept = createKeptPosts({
    find: () => findUnsent(me.id),
    remove: postId => forgetPost(me.id, postId),
    words: postId => keptWords(me.id, postId),
    isOpen: postId => shown.has(postId),
    open: postId => {
      const { value, letGo } = sessions.of(postId).take()
      return { session: value, letGo }
    },
  })

  return {
    kept,
    countWaiting: () => {
      let count = 0
      for (const { value } of sessions.byId.values()) count += value.get()?.status.get().waiting ?? 0
      for (const post of kept.waiting.get()) if (!sessions.byId.has(post.postId)) count += post.unsent
      return count
    },
    openPost: postId => {
      const held = sessions.of(postId)
      const { value, letGo } = held.take()
      shown.set(postId, (shown.get(postId) ?? 0) + 1)
      value.appear()
      let open = true
      return {
        session: held.value,
        letGo: () => {
          if (!open) return
          open = false
          const left = (shown.get(postId) ?? 1) - 1
          if (left > 0) shown.set(postId, left)
          else shown.delete(postId)
          // What was typed last may not have been sent yet.
          if (left <= 0 && held.value.get()?.status.get().waiting) void kept.send()
          letGo()
        },
      }
    },
  }
}
