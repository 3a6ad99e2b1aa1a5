/**
 * Posts older than the feed's newest 500, read by HTTP when somebody looks that far. A feed's word on a post always wins;
 * what newer posts push out of the feed is kept here as it was last known. SPEC FD35.
 *
 *   feed is full ─▶ loadMore: changed at or before the feed's oldest ─▶ pages ─▶ … ─▶ end
 *   reconnect ─▶ all of it is read again, because what was deleted meanwhile is in no feed
 */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostsSnapshot } from '#web/realtime/realtime-types.ts'
import { createStore, type Store } from '#web/realtime/store.ts'

type Posts = ReadonlyMap<string, FeedPost>
export type Page = { readonly posts: Posts; readonly nextCursor: string | null }

export type OlderSnapshot = {
  readonly posts: Posts
  /** `whole`: everything there is, is loaded. */
  readonly status: 'more' | 'loading' | 'failed' | 'whole'
}

export type OlderPosts = {
  readonly store: Store<OlderSnapshot>
  /** Loads the next page, unless one is under way or there is none. */
  readonly loadMore: () => void
  /** Follows the feed until the returned function is called. */
  readonly follow: () => () => void
}

type OlderOptions = {
  readonly feed: Store<PostsSnapshot>
  readonly workspaceId: string
  /** How many posts a full feed has. */
  readonly feedPosts: number
  /** @param from the moment to begin at, or the cursor of the page before */
  readonly load: (from: { readonly before: string } | { readonly cursor: string }) => Promise<Page>
}

export function createOlderPosts({ feed, workspaceId, feedPosts, load }: OlderOptions): OlderPosts {
  const isFull = ({ posts }: PostsSnapshot) => posts.size >= feedPosts
  const store = createStore<OlderSnapshot>({
    posts: new Map(),
    status: isFull(feed.get()) ? 'more' : 'whole',
  })
  let cursor: string | null = null
  let loaded = 0
  let round = 0
  let last = feed.get()

  const loadMore = () => void loadPage()

  async function loadPage(): Promise<void> {
    const { status, posts } = store.get()
    if (status === 'loading' || status === 'whole') return
    const mine = round
    store.set({ posts, status: 'loading' })
    try {
      const page = await load(cursor === null ? { before: oldestIn(feed.get().posts) } : { cursor })
      if (mine !== round) return
      cursor = page.nextCursor
      loaded += page.posts.size
      store.set({
        posts: new Map([...store.get().posts, ...page.posts]),
        status: cursor === null ? 'whole' : 'more',
      })
    } catch {
      // The view says so and offers to try again.
      if (mine === round) store.set({ ...store.get(), status: 'failed' })
    }
  }

  /** Reads as much as there was again, and shows it at once when it is there. */
  async function again(): Promise<void> {
    const wanted = loaded
    round += 1
    const mine = round
    let from: string | null = null
    const posts = new Map<string, FeedPost>()
    try {
      while (posts.size < wanted) {
        const page: Page = await load(from === null ? { before: oldestIn(feed.get().posts) } : { cursor: from })
        if (mine !== round) return
        for (const [id, post] of page.posts) posts.set(id, post)
        from = page.nextCursor
        if (from === null) break
      }
      cursor = from
      loaded = posts.size
      store.set({ posts, status: from === null ? 'whole' : 'more' })
    } catch {
      if (mine === round) store.set({ ...store.get(), status: 'failed' })
    }
  }

  const onFeed = () => {
    const before = last
    last = feed.get()
    if (last.epoch !== before.epoch && loaded > 0) return void again()
    if (store.get().status === 'whole' && loaded === 0 && isFull(last)) store.set({ ...store.get(), status: 'more' })
    const known = store.get().posts
    const next = new Map(known)
    const limit = oldestIn(last.posts)
    for (const [id, post] of before.posts) {
      if (last.posts.has(id) || post.workspaceId !== workspaceId) continue
      // Pushed out by newer ones, not taken away.
      if (isFull(before) && !post.deleted && post.at <= limit) next.set(id, post)
      else next.delete(id)
    }
    for (const [id, post] of last.posts) if (post.deleted) next.delete(id)
    if (next.size !== known.size || [...next].some(([id, post]) => known.get(id) !== post)) {
      store.set({ ...store.get(), posts: next })
    }
  }

  return {
    store,
    loadMore,
    follow: () => {
      last = feed.get()
      return feed.subscribe(onFeed)
    },
  }
}

/** The feed's entries before those that are older. */
export function joinPosts(feed: Posts, older: Posts): Posts {
  return older.size === 0 ? feed : new Map([...older, ...feed])
}

/** ISO times of one form: the least text is the earliest moment. */
function oldestIn(posts: Posts): string {
  let oldest = ''
  for (const { at } of posts.values()) if (oldest === '' || at < oldest) oldest = at
  return oldest
}
