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

type Joined = { readonly from: DiscussionThread; readonly item: ThreadItem }

/**
 * Joins threads with their comments, oldest first; a thread whose comments have not come is left out until they have.
 * What says the same as the time before is the same object: whoever shows hundreds of threads draws those that changed.
 */
export function createThreadJoiner(): (
  threads: ReadonlyMap<string, DiscussionThread>,
  comments: ReadonlyMap<string, DiscussionComment>,
) => readonly ThreadItem[] {
  const itemByComment = new WeakMap<DiscussionComment, CommentItem>()
  let before = new Map<string, Joined>()

  const toItem = (id: string, whole: DiscussionComment): CommentItem => {
    const known = itemByComment.get(whole)
    if (known) return known
    const { threadId: _, ...comment } = whole
    const item = { ...comment, id }
    itemByComment.set(whole, item)
    return item
  }

  return (threads, comments) => {
    const byThread = new Map<string, CommentItem[]>()
    for (const [id, comment] of comments) {
      const list = byThread.get(comment.threadId)
      if (list) list.push(toItem(id, comment))
      else byThread.set(comment.threadId, [toItem(id, comment)])
    }
    const joined = new Map<string, Joined>()
    for (const [id, from] of threads) {
      const own = byThread.get(id)?.sort(byTime)
      if (!own) continue
      const known = before.get(id)
      const isSame = known?.from === from && isSameList(known.item.comments, own)
      joined.set(id, isSame ? known : { from, item: { ...from, id, comments: own } })
    }
    before = joined
    return [...joined.values()].map(({ item }) => item).sort(byTime)
  }
}

function isSameList(a: readonly CommentItem[], b: readonly CommentItem[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
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
