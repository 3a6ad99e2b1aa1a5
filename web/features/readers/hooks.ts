'use client'
/** What readers did, read by HTTP; read again when the feed says that there is more. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ReaderCommentState } from '#domain/contract/engagement.ts'
import { errorWords } from '#web/api-client.ts'
import { useRealtime, useStore } from '#web/realtime/hooks.ts'
import { derive } from '#web/realtime/store.ts'
import { type Pages, usePages } from '#web/use-pages.ts'
import {
  type CommentsOf,
  decideReaderComment,
  type Engagement,
  findEngagement,
  findReaderComments,
  type ReaderComment,
} from './api.ts'
import { mergeComments } from './comments.ts'

type Loaded<T> = { readonly value: T | null; readonly why: string | null; readonly retry: () => void }

/** @param changed anything that differs when there may be something new */
export function useEngagement(postId: string, days: number, changed: unknown): Loaded<Engagement> {
  const [value, setValue] = useState<Engagement | null>(null)
  const [why, setWhy] = useState<string | null>(null)
  const [tries, setTries] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed is not read, it only says that there is more
  useEffect(() => {
    const stop = new AbortController()
    findEngagement(postId, days, stop.signal).then(
      found => {
        setValue(found)
        setWhy(null)
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setWhy(errorWords(error))
      },
    )
    return () => stop.abort()
  }, [postId, days, changed, tries])
  return { value, why, retry: useCallback(() => setTries(count => count + 1), []) }
}

/** Comments of readers in the workspace that wait for a decision, as far as the feed reaches. */
export function useWaitingComments(workspaceId: string): number {
  const { posts } = useRealtime()
  return useStore(
    useMemo(
      () =>
        derive(posts, snapshot => {
          let waiting = 0
          for (const post of snapshot.posts.values()) {
            if (post.workspaceId === workspaceId) waiting += post.readers?.waiting ?? 0
          }
          return waiting
        }),
      [posts, workspaceId],
    ),
  )
}

type CommentList = Pages<ReaderComment> & {
  /** @throws {ApiError} */
  readonly decide: (id: string, state: ReaderCommentState) => Promise<void>
}

/** What one has decided about stays where it was, with its new state, until one looks at something else. */
export function useReaderComments(of: CommentsOf, state: ReaderCommentState, changed: unknown): CommentList {
  const key = 'postId' in of ? `post ${of.postId}` : `workspace ${of.workspaceId}`
  const place = useRef(of)
  place.current = of
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is another list
  const find = useCallback(
    (cursor: string | null, signal: AbortSignal) => findReaderComments(place.current, { state, cursor }, signal),
    [key, state],
  )
  const pages = usePages<ReaderComment>(find, (before, page, isFirst) =>
    mergeComments(before, page, { state, isFirst }),
  )
  const { begin, change } = pages
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed is not read, it only says that there is more
  useEffect(begin, [begin, changed])

  const decide = useCallback(
    async (id: string, to: ReaderCommentState) => {
      const decided = await decideReaderComment(id, to)
      change(items => items.map(item => (item.id === id ? decided : item)))
    },
    [change],
  )
  return { ...pages, decide }
}
