'use client'
/** The feed's posts and, where there are more than it holds, the older ones: one store for board, list and calendar. */
import { useEffect, useMemo } from 'react'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { LIMITS } from '#domain/contract/limits.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { useRealtime, useStore } from '#web/realtime/hooks.ts'
import type { Realtime } from '#web/realtime/realtime.ts'
import { listOlderPosts } from '../api.ts'
import { createOlderPosts, joinPosts, type OlderPosts, type OlderSnapshot } from '../older.ts'

export type Older = Pick<OlderSnapshot, 'status' | 'complete' | 'reachedAt'> & { readonly loadMore: () => void }

type AllPosts = {
  readonly status: 'loading' | 'ready'
  readonly epoch: number
  readonly posts: ReadonlyMap<string, FeedPost>
  readonly older: Older
}

/** They live as long as the live side of the page they belong to. */
const known = new WeakMap<Realtime, OlderPosts>()

export function useAllPosts(): AllPosts {
  const realtime = useRealtime()
  const { workspace } = useHere()
  const olderPosts = olderOf(realtime, workspace.id)
  useEffect(() => olderPosts.follow(), [olderPosts])
  const { status, epoch, posts } = useStore(realtime.posts)
  const older = useStore(olderPosts.store)
  const all = useMemo(() => joinPosts(posts, older.posts), [posts, older.posts])
  return { status, epoch, posts: all, older: { ...older, loadMore: olderPosts.loadMore } }
}

function olderOf(realtime: Realtime, workspaceId: string): OlderPosts {
  const existing = known.get(realtime)
  if (existing) return existing
  const made = createOlderPosts({
    feed: realtime.posts,
    workspaceId,
    feedPosts: LIMITS.feedPosts,
    load: from => listOlderPosts(workspaceId, from),
  })
  known.set(realtime, made)
  return made
}
