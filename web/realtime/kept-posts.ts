/**
 * Edits that wait on this device for posts which are not open: of a tab that was closed or killed while it was offline.
 * Once the connection lives they are sent, one post after the other; a post that refuses them stays in the list with
 * the reason, so that its text can be copied. SPEC CN69.
 */
import type { CloseReason } from '#domain/contract/close-codes.ts'
import type { KeptPost } from './local-data.ts'
import type { PostSession, PostStatus } from './post-session.ts'
import { createStore, type Store, whenFound } from './store.ts'

export type WaitingPost = KeptPost & {
  /** Why the server does not take them; null while they wait for their turn. */
  readonly refused: CloseReason | null
}

export type KeptPosts = {
  readonly waiting: Store<readonly WaitingPost[]>
  /** Looks at the device alone. */
  readonly look: () => Promise<void>
  /** Looks, and sends what it can; one call, and one tab, after the other. */
  readonly send: () => Promise<void>
  /** What is kept, as plain words. */
  readonly words: (postId: string) => Promise<string>
  /** The person does not want it any more. */
  readonly forget: (postId: string) => Promise<void>
}

type KeptPostsOptions = {
  readonly find: () => Promise<readonly KeptPost[]>
  readonly remove: (postId: string) => Promise<void>
  readonly words: (postId: string) => Promise<string>
  /** Opens the post without anybody seeing it. */
  readonly open: (postId: string) => { readonly session: PostSession; readonly letGo: () => void }
  /** Posts that a page shows take care of themselves. */
  readonly isOpen: (postId: string) => boolean
}

/** A post that is neither stored nor refused by then has its turn again with the next connection. */
const TURN_MS = 30_000

export function createKeptPosts({ find, remove, words, open, isOpen }: KeptPostsOptions): KeptPosts {
  const waiting = createStore<readonly WaitingPost[]>([])
  let turns = Promise.resolve()

  const set = (postId: string, change: Partial<WaitingPost> | null) =>
    waiting.set(
      waiting
        .get()
        .flatMap(post => (post.postId !== postId ? [post] : change === null ? [] : [{ ...post, ...change }])),
    )

  const sendOne = async (postId: string) => {
    const { session, letGo } = open(postId)
    try {
      const turn = AbortSignal.timeout(TURN_MS)
      // None: no connection, or no end in time.
      const end = await whenFound(session.status, endOf, turn).catch(error => {
        if (!turn.aborted) throw error
      })
      if (end) set(postId, end === 'stored' ? null : { refused: end })
    } finally {
      letGo()
    }
  }

  const look = async () => {
    const found = await find()
    const refused = new Map(waiting.get().map(post => [post.postId, post.refused]))
    waiting.set(
      found
        .filter(({ postId }) => !isOpen(postId))
        .map(post => ({ ...post, refused: refused.get(post.postId) ?? null })),
    )
  }

  const send = async () => {
    await look()
    for (const { postId } of waiting.get()) {
      if (isOpen(postId)) set(postId, null)
      else await sendOne(postId)
    }
  }

  return {
    waiting,
    look,
    words,
    // What was left meanwhile is found by the turn after; the same list in another tab is empty by then.
    send: () => {
      // Whoever asked has heard of a failure: the next has its turn all the same.
      turns = turns.catch(() => undefined).then(() => alone('galley:send-kept', send))
      return turns
    },
    forget: async postId => {
      await remove(postId)
      set(postId, null)
    },
  }
}

/** Null while it may still end well. */
function endOf({ save, lost, failure, text, waiting }: PostStatus): 'stored' | CloseReason | null {
  if (save.state === 'saved') return 'stored'
  if (lost) return lost
  if (text === 'failed' && failure && failure !== 'no_connection') return failure
  return save.state === 'read_only' && waiting > 0 ? 'forbidden' : null
}

/** When no other tab does; without locks (plain http) they do at once, which costs time and nothing else. */
async function alone(name: string, work: () => Promise<void>): Promise<void> {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return work()
  await navigator.locks.request(name, work)
}
