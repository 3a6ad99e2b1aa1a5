/** Pure rules of the feed in the browser: which of two truths is the newer one, and what happened between two snapshots. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { LiveEvent, NotificationItem, OnlinePerson, PostAnswer, PostEvent } from './realtime-types.ts'

type Posts = ReadonlyMap<string, FeedPost>
export type Ahead = { readonly id: string; readonly rev: number }

/**
 * Lays a feed over what was shown: an older `rev` never overwrites a newer one, but text, time and viewers of the feed
 * are always the fresh ones. Posts that the feed does not have are gone. SPEC FD: rev rule.
 */
export function mergeFeed(shown: Posts, feed: Posts, offered: ReadonlyMap<string, PostAnswer>): Posts {
  const merged = new Map<string, FeedPost>()
  for (const [id, incoming] of feed) {
    const known = shown.get(id)
    const post = known && known.rev > incoming.rev ? withStatusOf(incoming, known) : incoming
    merged.set(id, known && samePost(known, post) ? known : post)
  }
  for (const [id, answer] of offered) {
    const post = offer(merged.get(id) ?? shown.get(id), answer)
    if (post) merged.set(id, post)
  }
  return merged
}

/**
 * A post of which more was shown than a whole feed says: an answer has come before it, or the database was put back to an
 * earlier state. SPEC FD420.
 */
export function findAhead(shown: Posts, feed: Posts, offered: ReadonlyMap<string, PostAnswer>): Ahead | null {
  for (const [id, { rev }] of shown) if (rev > (feed.get(id)?.rev ?? (offered.has(id) ? -1 : rev))) return { id, rev }
  return null
}

/** What a command's answer makes of a post; null when it says nothing new or not enough. */
export function offer(known: FeedPost | undefined, answer: PostAnswer): FeedPost | null {
  if (known) {
    if (known.rev >= answer.rev) return known
    // What an answer does not say of these is over.
    const { changedSince: _changed, heldAt: _held, ...rest } = known
    return withStatusOf(known, { ...rest, ...fieldsOf(answer) })
  }
  const { workspaceId, title, at } = answer
  if (workspaceId === undefined || title === undefined || at === undefined) return null
  return { by: null, ...fieldsOf(answer), workspaceId, title, at }
}

/** Status comes from the one, text and people from the other. */
function withStatusOf(text: FeedPost, status: FeedPost): FeedPost {
  const { viewers: _viewers, openThreads: _threads, readers: _readers, tags: _tags, ...rest } = status
  return {
    ...rest,
    title: text.title,
    ...(text.tags ? { tags: text.tags } : {}),
    at: [text.at, status.at].toSorted().at(-1) ?? text.at,
    ...(text.openThreads ? { openThreads: text.openThreads } : {}),
    ...(text.readers ? { readers: text.readers } : {}),
    ...(text.viewers ? { viewers: text.viewers } : {}),
  }
}

/** Only what the feed knows: answers of the API carry more. */
function fieldsOf(answer: PostAnswer): Pick<FeedPost, 'state' | 'rev'> & Partial<FeedPost> {
  const { state, rev, by, deliveries, scheduledAt, timeZone, heldAt, changedSince } = answer
  return {
    state,
    rev,
    ...(by === undefined ? {} : { by }),
    ...(deliveries ? { deliveries } : {}),
    ...(scheduledAt ? { scheduledAt } : {}),
    ...(timeZone ? { timeZone } : {}),
    ...(heldAt ? { heldAt } : {}),
    ...(changedSince ? { changedSince } : {}),
    ...(state === 'deleted' ? { deleted: true as const } : {}),
  }
}

/** What happened to the posts; a post that left the feed is only gone from view, which is no event. */
export function postEvents(before: Posts, after: Posts): readonly PostEvent[] {
  const events: PostEvent[] = []
  for (const [postId, post] of after) {
    const was = before.get(postId)
    if (was === post) continue
    if (!was) {
      if (!post.deleted) events.push({ type: 'post:created', postId, post })
      continue
    }
    if (post.deleted && !was.deleted) events.push({ type: 'post:deleted', postId, post })
    else if (post.rev !== was.rev || post.title !== was.title)
      events.push({ type: 'post:updated', postId, post, before: was })
    if (post.rev > was.rev && post.state !== was.state) {
      if (post.state === 'publishing') events.push({ type: 'post:publishing', postId, post })
      if (post.state === 'published') events.push({ type: 'post:published', postId, post })
      if (post.state === 'failed') events.push({ type: 'post:failed', postId, post })
    }
  }
  return events
}

/** New rows, and old ones that something was added to; what is read already is no news. */
export function notificationEvents(
  before: readonly NotificationItem[],
  after: readonly NotificationItem[],
): readonly LiveEvent[] {
  const known = new Map(before.map(item => [item.id, item]))
  return after
    .filter(item => item.readAt === null && item.at > (known.get(item.id)?.at ?? ''))
    .map(notification => ({ type: 'notification:new', notification }))
}

export function presenceEvents(before: readonly OnlinePerson[], after: readonly OnlinePerson[]): readonly LiveEvent[] {
  const was = new Set(before.map(person => person.id))
  const is = new Set(after.map(person => person.id))
  return [
    ...after.filter(person => !was.has(person.id)).map(person => ({ type: 'user:online' as const, person })),
    ...before.filter(person => !is.has(person.id)).map(person => ({ type: 'user:offline' as const, person })),
  ]
}

export function newestFirst(items: readonly NotificationItem[]): readonly NotificationItem[] {
  return items.toSorted((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1))
}

function samePost(a: FeedPost, b: FeedPost): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
