/**
 * Posts older than the feed's newest 500, read by HTTP. A feed's word on a post always wins; what newer posts push out of
 * the feed is kept here as it was last known. What may need somebody is read at once, the rest when somebody looks that
 * far. SPEC FD35.
 *
 *   feed is full ─▶ posts of the urgent states ─▶ loadMore: the next hundred, last changed first ─▶ … ─▶ whole
 *   reconnect ─▶ all of it is read again, because what was deleted meanwhile is in no feed
 */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { PostState } from '#domain/contract/post-status.ts'
import type { PostsSnapshot } from '#web/realtime/realtime-types.ts'
import { createStore, type Store } from '#web/realtime/store.ts'

type Posts = ReadonlyMap<string, FeedPost>
export type Page = { readonly posts: Posts; readonly nextCursor: string | null }
export type PageFrom =
  | { readonly before: string; readonly state?: PostState }
  | { readonly cursor: string; readonly state?: PostState }

export type OlderSnapshot = {
  readonly posts: Posts
  /** `whole`: everything there is, is loaded. */
  readonly status: 'more' | 'loading' | 'failed' | 'whole'
  /** States of which everything is loaded, whatever the status says. */
  readonly complete: ReadonlySet<PostState>
  /** Every post last changed after this moment is loaded; empty when all are. */
  readonly reachedAt: string
}

export type OlderPosts = {
  readonly store: Store<OlderSnapshot>
  /** Loads the next page, unless one is under way or there is none. */
  readonly loadMore: () => void
  /** Follows the feed until the returned function is called. */
  readonly follow: () => () => void
}

/** Few at a time, and somebody waits for them: they must be in sight however long ago they changed. */
const URGENT_STATES = [
  'failed',
  'partly_published',
  'unconfirmed',
  'publishing',
  'scheduled',
  'in_review',
  'approved',
] as const satisfies readonly PostState[]

type OlderOptions = {
  readonly feed: Store<PostsSnapshot>
  readonly workspaceId: string
  /** How many posts a full feed has. */
  readonly feedPosts: number
  readonly load: (from: PageFrom) => Promise<Page>
}

const NONE: OlderSnapshot = { posts: new Map(), status: 'whole', complete: new Set(), reachedAt: '' }

export function createOlderPosts({ feed, workspaceId, feedPosts, load }: OlderOptions): OlderPosts {
  const isFull = ({ posts }: PostsSnapshot) => posts.size >= feedPosts
  const store = createStore<OlderSnapshot>(
    isFull(feed.get()) ? { ...NONE, status: 'more', reachedAt: oldestIn(feed.get().posts) } : NONE,
  )
  const change = (next: Partial<OlderSnapshot>) => store.set({ ...store.get(), ...next })
  /** Reads by an earlier round are of no use any more. */
  let round = 0
  let cursor: string | null = null
  let pagesLoaded = 0
  /** What this round has read: nothing else stays once it is through. */
  let read = new Map<string, FeedPost>()
  let last = feed.get()

  const take = (posts: Posts) => {
    for (const [id, post] of posts) read.set(id, post)
    change({ posts: new Map([...store.get().posts, ...posts]) })
  }

  /** Begins anew and reads as many pages as there were. */
  async function begin(): Promise<void> {
    const pages = pagesLoaded
    round += 1
    const mine = round
    cursor = null
    pagesLoaded = 0
    read = new Map()
    if (!isFull(feed.get())) return store.set(NONE)
    const reachedAt = oldestIn(feed.get().posts)
    change({ status: 'more', complete: new Set(), reachedAt })
    await loadUrgent(mine, reachedAt)
    while (mine === round && pagesLoaded < pages && store.get().status === 'more') await loadPage(mine)
    // What went away while nobody listened is in nothing that was read.
    if (mine === round && store.get().status !== 'failed') change({ posts: read })
  }

  async function loadUrgent(mine: number, before: string): Promise<void> {
    for (const state of URGENT_STATES) {
      try {
        const page = await load({ before, state })
        if (mine !== round) return
        take(page.posts)
        if (page.nextCursor === null) change({ complete: new Set(store.get().complete).add(state) })
      } catch {
        // Its column goes on saying that there may be more.
        if (mine !== round) return
      }
    }
  }

  async function loadPage(mine: number): Promise<void> {
    change({ status: 'loading' })
    try {
      const page = await load(cursor === null ? { before: store.get().reachedAt } : { cursor })
      if (mine !== round) return
      cursor = page.nextCursor
      pagesLoaded += 1
      take(page.posts)
      change({
        status: cursor === null ? 'whole' : 'more',
        reachedAt: cursor === null ? '' : oldestIn(page.posts) || store.get().reachedAt,
      })
    } catch {
      // The view says so and offers to try again.
      if (mine === round) change({ status: 'failed' })
    }
  }

  const onFeed = () => {
    const before = last
    last = feed.get()
    if (last.epoch !== before.epoch || (!isFull(before) && isFull(last))) return void begin()
    keepPushedOut(before.posts, last.posts)
  }

  function keepPushedOut(before: Posts, now: Posts): void {
    if (before === now) return
    const { posts } = store.get()
    const limit = oldestIn(now)
    const next = new Map(posts)
    for (const [id, post] of before) {
      if (now.has(id) || post.workspaceId !== workspaceId) continue
      // Pushed out by newer ones, not taken away: the feed is as full as before.
      if (Math.min(before.size, now.size) >= feedPosts && !post.deleted && post.at <= limit)
        next.set(id, withoutViewers(post))
      else next.delete(id)
    }
    for (const [id, post] of now) if (post.deleted) next.delete(id)
    if (next.size === posts.size && [...next].every(([id, post]) => posts.get(id) === post)) return
    change({ posts: next })
    for (const [id, post] of next) if (!posts.has(id)) read.set(id, post)
  }

  return {
    store,
    loadMore: () => {
      const { status } = store.get()
      if (status === 'more' || status === 'failed') void loadPage(round)
    },
    follow: () => {
      if (round === 0) {
        last = feed.get()
        // What the page was rendered with is about to be replaced by the first sync: that one begins.
        if (last.epoch > 0) void begin()
      } else if (last !== feed.get()) onFeed()
      return feed.subscribe(onFeed)
    },
  }
}

/** Nobody tells of those who come and go any more. */
function withoutViewers({ viewers: _, ...post }: FeedPost): FeedPost {
  return post
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
