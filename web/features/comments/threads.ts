/** Threads as the panel lists them: open ones in the order of the text, settled ones with the latest first. */
import type { ThreadItem } from '#web/realtime/realtime-types.ts'

/** Where a thread's words are: in the text, gone from it, not here yet; or it is about the whole post. */
export type Whereabouts = 'text' | 'gone' | 'waiting' | 'post'
export type PlacedThread = ThreadItem & { readonly where: Whereabouts }

/** The newest placing of each thread: one that is where it was stays the same object. */
const placedByThread = new WeakMap<ThreadItem, PlacedThread>()

/** @param startOf where a thread's words begin, or what has become of them */
export function listThreads(
  threads: readonly ThreadItem[],
  startOf: (threadId: string) => number | 'gone' | 'waiting',
): { readonly open: readonly PlacedThread[]; readonly resolved: readonly PlacedThread[] } {
  const found = threads.map(thread => {
    const start = thread.anchor === null ? 'post' : startOf(thread.id)
    if (typeof start === 'number') return { placed: placed(thread, 'text'), from: start }
    return { placed: placed(thread, start), from: start === 'post' ? -1 : Number.POSITIVE_INFINITY }
  })
  return {
    open: found
      .filter(({ placed: { resolvedAt } }) => resolvedAt === null)
      .sort((a, b) => (a.from === b.from ? byTime(a.placed.createdAt, b.placed.createdAt) : a.from - b.from))
      .map(thread => thread.placed),
    resolved: found
      .map(thread => thread.placed)
      .filter(({ resolvedAt }) => resolvedAt !== null)
      .sort((a, b) => byTime(b.resolvedAt ?? '', a.resolvedAt ?? '')),
  }
}

function placed(thread: ThreadItem, where: Whereabouts): PlacedThread {
  const known = placedByThread.get(thread)
  if (known?.where === where) return known
  const fresh = { ...thread, where }
  placedByThread.set(thread, fresh)
  return fresh
}

/** The one after, or before, the open one; the first, or last, when none is open. Goes round. */
export function stepThread<Thread extends { readonly id: string }>(
  threads: readonly Thread[],
  active: string | null,
  by: 1 | -1,
): Thread | null {
  if (threads.length === 0) return null
  const at = threads.findIndex(({ id }) => id === active)
  const next = at === -1 ? (by === 1 ? 0 : threads.length - 1) : (at + by + threads.length) % threads.length
  return threads[next] ?? null
}

/** What is said when a thread's words are not in the text. */
export function whereWords(where: Whereabouts): string | null {
  switch (where) {
    case 'gone':
      return 'Its text was deleted. Undo brings it back.'
    case 'waiting':
      return 'Its text has not arrived here yet.'
    case 'post':
    case 'text':
      return null
  }
}

/** What others have said since, for those who do not look; null when nothing is new. */
export function commentNews(before: ReadonlySet<string>, threads: readonly ThreadItem[], myId: string): string | null {
  const fresh = threads.flatMap(({ comments }) =>
    comments.filter(({ id, author }) => !before.has(id) && author?.id !== myId),
  )
  const names = [...new Set(fresh.map(({ author }) => author?.name ?? 'A former member'))]
  if (names.length === 0) return null
  return names.length > 2 ? `${names.length} people commented` : `${names.join(' and ')} commented`
}

/** A thread in one sentence. */
export function threadWords({ quote, comments }: Pick<ThreadItem, 'quote' | 'comments'>): string {
  const count = `${comments.length} ${comments.length === 1 ? 'comment' : 'comments'}`
  return `${quote ? `Thread on “${quote}”` : 'Thread on the whole post'}, ${count}`
}

export function repliesWords(count: number): string {
  return `${count} more ${count === 1 ? 'reply' : 'replies'}`
}

/** Of the open thread, out of sight. */
export function newRepliesWords(count: number): string {
  return `${count} new ${count === 1 ? 'reply' : 'replies'}`
}

function byTime(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
