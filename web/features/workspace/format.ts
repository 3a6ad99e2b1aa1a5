/** Words for where people are. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { OnlinePerson } from '#web/realtime/realtime-types.ts'

const PAGES: Record<string, string> = {
  '/': 'Posts',
  '/calendar': 'Calendar',
  '/inbox': 'Inbox',
  '/activity': 'Activity',
  '/bin': 'the bin',
}

/** The post each person is in, as far as one may see it; of several the one they write in. */
export function postsByPerson(posts: ReadonlyMap<string, FeedPost>): ReadonlyMap<string, PostIn> {
  const found = new Map<string, PostIn>()
  for (const [postId, { title, viewers = [], deleted }] of posts) {
    if (deleted) continue
    for (const { id, mode } of viewers) {
      if (found.get(id)?.editing !== true)
        found.set(id, { postId, title: title || 'Untitled', editing: mode === 'editing' })
    }
  }
  return found
}

export type PostIn = { readonly postId: string; readonly title: string; readonly editing: boolean }

/** `Editing Why we publish…`; a post that is not yours to see reads `Elsewhere`. */
export function whereabouts({ mode, page }: OnlinePerson, post: PostIn | undefined): string {
  if (mode === 'idle') return 'Away'
  if (page !== undefined) {
    const name = PAGES[page] ?? (page.startsWith('/settings') ? 'Settings' : null)
    return name ? `On ${name}` : 'Elsewhere'
  }
  return post ? `${post.editing ? 'Editing' : 'Viewing'} ${post.title}` : 'Elsewhere'
}
