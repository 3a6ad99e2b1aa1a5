/** Reads the entries of a discussion, as entries.ts reads those of a feed: what is not as it should be is left out. */
import type { DiscussionComment, DiscussionThread } from '#domain/contract/discussion-shape.ts'

export type CommentItem = Omit<DiscussionComment, 'threadId'> & { readonly id: string }
export type ThreadItem = DiscussionThread & {
  readonly id: string
  /** In the order they came; never none. */
  readonly comments: readonly CommentItem[]
}

export function parseThread(value: unknown): DiscussionThread | null {
  if (!isEntry(value) || typeof value.quote !== 'string' || typeof value.createdAt !== 'string') return null
  return value.anchor === null || isAnchor(value.anchor) ? (value as DiscussionThread) : null
}

export function parseComment(value: unknown): DiscussionComment | null {
  if (!isEntry(value) || !isEntry(value.reactions)) return null
  const hasTexts = [value.threadId, value.body, value.createdAt].every(text => typeof text === 'string')
  return hasTexts ? (value as DiscussionComment) : null
}

/** Threads with their comments, oldest first; a thread whose comments have not come is left out until they have. */
export function joinThreads(
  threads: ReadonlyMap<string, DiscussionThread>,
  comments: ReadonlyMap<string, DiscussionComment>,
): readonly ThreadItem[] {
  const byThread = new Map<string, CommentItem[]>()
  for (const [id, { threadId, ...comment }] of comments) {
    const list = byThread.get(threadId)
    if (list) list.push({ ...comment, id })
    else byThread.set(threadId, [{ ...comment, id }])
  }
  return [...threads]
    .flatMap(([id, thread]) => {
      const own = byThread.get(id)
      return own ? [{ ...thread, id, comments: own.toSorted(byTime) }] : []
    })
    .toSorted(byTime)
}

function byTime(a: { createdAt: string; id: string }, b: { createdAt: string; id: string }): number {
  return a.createdAt === b.createdAt ? (a.id < b.id ? -1 : 1) : a.createdAt < b.createdAt ? -1 : 1
}

function isAnchor(value: unknown): boolean {
  return isEntry(value) && typeof value.start === 'string' && typeof value.end === 'string'
}

function isEntry(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
