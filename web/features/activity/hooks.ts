'use client'
/** The activity log as a list that grows at its end; read again when what it tells of has changed. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { errorWords } from '#web/api-client.ts'
import { type ActivityOf, findActivity } from './api.ts'
import type { ActivityItem } from './words.ts'

export type ActivityList = {
  readonly status: 'loading' | 'ready' | 'failed'
  /** What went wrong, in words. */
  readonly why: string | null
  readonly items: readonly ActivityItem[]
  readonly hasMore: boolean
  /** The next page; after a failure the same one again. */
  readonly more: () => void
}

/** @param changed anything that differs when there may be something new */
export function useActivity(of: ActivityOf, by: string | null, kinds: string | null, changed: unknown): ActivityList {
  const key = 'postId' in of ? `post ${of.postId}` : `workspace ${of.workspaceId}`
  const place = useRef(of)
  place.current = of
  const [items, setItems] = useState<readonly ActivityItem[]>([])
  const [next, setNext] = useState<string | null>(null)
  const [status, setStatus] = useState<ActivityList['status']>('loading')
  const [why, setWhy] = useState<string | null>(null)
  const stop = useRef<AbortController>(undefined)

  const load = useCallback(
    (cursor: string | null) => {
      stop.current?.abort()
      const mine = new AbortController()
      stop.current = mine
      findActivity(place.current, { cursor, by, kinds }, mine.signal).then(
        page => {
          setItems(before => (cursor === null ? page.items : [...before, ...page.items]))
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
    [by, kinds],
  )

  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed is not read, it only says that there is more
  useEffect(() => {
    load(null)
    return () => stop.current?.abort()
  }, [load, key, changed])

  const more = useCallback(
    () => load(status === 'failed' && items.length === 0 ? null : next),
    [load, next, status, items],
  )
  return { status, why, items, hasMore: next !== null, more }
}
