/** PURE: what a list of readers' comments shows when a page of it comes. */
import type { ReaderCommentState } from '#domain/contract/engagement.ts'
import type { CommentPage, ReaderComment } from './api.ts'

/**
 * A first page takes the place of what stands under it; what was decided here meanwhile, and is of another state now,
 * keeps its place. Newest first.
 */
export function mergeComments(
  before: readonly ReaderComment[],
  page: CommentPage,
  { state, isFirst }: { readonly state: ReaderCommentState; readonly isFirst: boolean },
): readonly ReaderComment[] {
  const came = new Set(page.items.map(({ id }) => id))
  const last = page.items.at(-1)
  const kept = before.filter(item => {
    if (came.has(item.id)) return false
    // Further pages only add. Of the first page's reach, what it does not name any more is gone.
    const isBeyond = page.nextCursor !== null && last !== undefined && isOlder(item, last)
    return !isFirst || item.state !== state || isBeyond
  })
  return [...kept, ...page.items].sort((a, b) => (isOlder(a, b) ? 1 : -1))
}

function isOlder(a: ReaderComment, b: ReaderComment): boolean {
  return a.createdAt < b.createdAt || (a.createdAt === b.createdAt && a.id < b.id)
}

const STATE_WORDS: Record<ReaderCommentState, string> = {
  waiting: 'Waits',
  shown: 'Shown',
  hidden: 'Hidden',
  spam: 'Spam',
}

export function stateWord(state: ReaderCommentState): string {
  return STATE_WORDS[state]
}

/** What can be done with a comment in that state, the likeliest first. */
export function decisionsFor(
  state: ReaderCommentState,
): readonly { readonly to: ReaderCommentState; readonly word: string }[] {
  const show = { to: 'shown', word: 'Show' } as const
  const hide = { to: 'hidden', word: 'Hide' } as const
  const spam = { to: 'spam', word: 'Spam' } as const
  switch (state) {
    case 'waiting':
      return [show, hide, spam]
    case 'shown':
      return [hide, spam]
    case 'hidden':
      return [show, spam]
    case 'spam':
      return [{ to: 'hidden', word: 'No spam' }, show]
  }
}
