'use client'
/** How pages of many posts read the live side, beside hooks.ts; a post that is opened does not wait for these. */
import { useEffect, useMemo } from 'react'
import { AWAY_MS, useLiveEvents, useRealtime, useStore } from './hooks.ts'
import type { LiveEvent, PostEvent } from './realtime-types.ts'
import { watchRest } from './rest.ts'
import { derive } from './store.ts'

/** Who types in a post, by user id; undefined while nobody does. */
export function useTypists(postId: string): readonly string[] | undefined {
  const { typing } = useRealtime()
  return useStore(useMemo(() => derive(typing, known => known.get(postId)), [typing, postId]))
}

export function usePostEvents(handler: (event: PostEvent) => void): void {
  useLiveEvents(event => {
    if (isPostEvent(event)) handler(event)
  })
}

/** Raised by each whole feed: what changed before it, while nobody listened, is in no event. */
export function useEpoch(): number {
  const { posts } = useRealtime()
  return useStore(useMemo(() => derive(posts, snapshot => snapshot.epoch), [posts]))
}

/** Says on which page this tab is, to the people of the workspace. Call it once in each page. */
export function usePagePresence(page: string): void {
  const { setPage } = useRealtime()
  useEffect(
    () =>
      watchRest(
        AWAY_MS,
        () => setPage(page),
        () => setPage(page, 'idle'),
      ),
    [setPage, page],
  )
}

function isPostEvent(event: LiveEvent): event is PostEvent {
  return event.type.startsWith('post:')
}
