/** `discussion:<postId>` in the browser. */
import type * as Y from 'yjs'
import type { DiscussionComment, DiscussionThread } from '#domain/contract/discussion-shape.ts'
import { docName } from '#domain/contract/doc-names.ts'
import type { PostId } from '#domain/contract/ids.ts'
import { createThreadJoiner, parseComment, parseThread, type ThreadItem } from './discussion-entries.ts'
import { followProjection, once } from './projection.ts'
import type { Socket } from './socket.ts'
import { createStore, type Store } from './store.ts'

export type DiscussionSnapshot = {
  readonly status: 'loading' | 'ready'
  /** Open and resolved, oldest first. */
  readonly threads: readonly ThreadItem[]
}

export type Discussion = { readonly threads: Store<DiscussionSnapshot>; readonly close: () => void }

export const NO_DISCUSSION: DiscussionSnapshot = { status: 'loading', threads: [] }

export function openDiscussion(socket: Socket, postId: string): Discussion {
  const threads = createStore<DiscussionSnapshot>(NO_DISCUSSION)
  const close = followProjection(socket, docName.discussion(postId as PostId), reader, found =>
    threads.set({ status: 'ready', threads: found }),
  )
  return { threads, close }
}

/** An entry is parsed once, however often the discussion changes around it. */
function reader(doc: Y.Doc): () => readonly ThreadItem[] {
  const toThread = once(parseThread)
  const toComment = once(parseComment)
  const join = createThreadJoiner()
  return () => {
    const threads = new Map<string, DiscussionThread>()
    for (const [id, value] of doc.getMap('threads')) {
      const thread = toThread(value)
      if (thread) threads.set(id, thread)
    }
    const comments = new Map<string, DiscussionComment>()
    for (const [id, value] of doc.getMap('comments')) {
      const comment = toComment(value)
      if (comment) comments.set(id, comment)
    }
    return join(threads, comments)
  }
}
