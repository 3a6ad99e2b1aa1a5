'use client'
/** What readers did, read by HTTP; read again when the feed says that there is more. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ReaderCommentState } from '#domain/contract/engagement.ts'
import { errorWords } from '#web/api-client.ts'
import { useRealtime, useStore } from '#web/realtime/hooks.ts'
import { derive } from '#web/realtime/store.ts'
import {
  type CommentsOf,
  decideReaderComment,
  type Engagement,
  findEngagement,
  findReaderComments,
  type ReaderComment,
} from './api.ts'
import { mergeComments } from './comments.ts'

export type Loaded<T> = { readonly value: T | null; readonly why: string | null; readonly retry: () => void }

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

export type CommentList = {
  readonly status: 'loading' | 'ready' | 'failed'
  readonly why: string | null
  readonly items: readonly ReaderComment[]
  readonly hasMore: boolean
  readonly more: () => void
  /** @throws {ApiError} */
  readonly decide: (id: string, state: ReaderCommentState) => Promise<void>
}

/** What one has decided about stays where it was, with its new state, until one looks at something else. */
export function useReaderComments(of: CommentsOf, state: ReaderCommentState, changed: unknown): CommentList {
  const key = 'postId' in of ? `post ${of.postId}` : `workspace ${of.workspaceId}`
  const place = useRef(of)
  place.current = of
  const [items, setItems] = useState<readonly ReaderComment[]>([])
  const [next, setNext] = useState<string | null>(null)
  const [status, setStatus] = useState<CommentList['status']>('loading')
  const [why, setWhy] = useState<string | null>(null)
  const stop = useRef<AbortController>(undefined)
  const shown = useRef('')

  const load = useCallback(
    (cursor: string | null, isOther = false) => {
      stop.current?.abort()
      const mine = new AbortController()
      stop.current = mine
      if (isOther) setStatus('loading')
      findReaderComments(place.current, { state, cursor }, mine.signal).then(
        page => {
          setItems(before => mergeComments(isOther ? [] : before, page, { state, isFirst: cursor === null }))
          setNext(page.nextCursor)
          setStatus('ready')
          setWhy(null)
        },
        (error: unknown) => {
          if (mine.signal.aborted) return
          setStatus('failed')
          setWhy(errorWords(error))
        },
      )
    },
    [state],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed is not read, it only says that there is more
  useEffect(() => {
    const now = `${key} ${state}`
    load(null, shown.current !== now)
    shown.current = now
    return () => stop.current?.abort()
  }, [load, key, state, changed])

  const decide = useCallback(async (id: string, to: ReaderCommentState) => {
    const decided = await decideReaderComment(id, to)
    setItems(before => before.map(item => (item.id === id ? decided : item)))
  }, [])
  const more = useCallback(() => load(items.length === 0 ? null : next), [load, items.length, next])
  return { status, why, items, hasMore: next !== null, more, decide }
}
