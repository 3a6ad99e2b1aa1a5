/** Words for where people are. */
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import type { OnlinePerson } from '#web/realtime/realtime-types.ts'

const PAGES: Record<string, string> = { '/': 'Posts', '/calendar': 'Calendar', '/inbox': 'Inbox' }

/** `Editing Why we publish…`; a post that is not yours to see reads `Elsewhere`. */
export function whereabouts(person: OnlinePerson, posts: ReadonlyMap<string, FeedPost>): string {
  if (person.mode === 'idle') return 'Away'
  if (person.page === undefined) return 'Elsewhere'
  const postId = /^\/posts\/([^/]+)/.exec(person.page)?.[1]
  if (postId !== undefined) {
    const post = posts.get(postId)
    if (!post) return 'Elsewhere'
    return `${person.mode === 'editing' ? 'Editing' : 'Viewing'} ${post.title || 'Untitled'}`
  }
  const page = PAGES[person.page] ?? (person.page.startsWith('/settings') ? 'Settings' : null)
  return page ? `On ${page}` : 'Elsewhere'
}
