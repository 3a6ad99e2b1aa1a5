'use client'
/** The next time of the week that no post has, as the server knows it. */
import { useEffect, useState } from 'react'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { apiFetch } from '#web/api-client.ts'
import { isRecord } from '#web/features/posts/answer.ts'
import { useStanding } from '#web/realtime/hooks.ts'

export type FreeSlot = { readonly at: string; readonly timeZone: string }

/** Null where the workspace has chosen no times, and while it is not known. SPEC PS282, PS351. */
export function useNextSlot(workspaceId: string, posts: Iterable<Planned>): FreeSlot | null {
  // Another one may be free: posts were planned or moved, or the workspace has chosen other times.
  const changed = plannedTimes(posts, workspaceId) + useStanding()
  const [slot, setSlot] = useState<FreeSlot | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `changed` says that another one may be free
  useEffect(() => {
    const stop = new AbortController()
    apiFetch(`/api/v1/workspaces/${workspaceId}/free-slots?limit=1`, { signal: stop.signal }).then(
      answer => setSlot(parseSlot(answer)),
      // Without an answer nothing is offered.
      () => stop.signal.aborted || setSlot(null),
    )
    return () => stop.abort()
  }, [workspaceId, changed])
  return slot
}

type Planned = Pick<FeedPost, 'state' | 'scheduledAt' | 'workspaceId'>

function plannedTimes(posts: Iterable<Planned>, of: string): string {
  return [...posts]
    .flatMap(({ state, scheduledAt, workspaceId }) =>
      workspaceId === of && state === 'scheduled' ? (scheduledAt ?? []) : [],
    )
    .sort()
    .join()
}

function parseSlot(answer: unknown): FreeSlot | null {
  const items: readonly unknown[] = isRecord(answer) && Array.isArray(answer.items) ? answer.items : []
  const [first] = items
  if (!isRecord(first) || typeof first.at !== 'string' || typeof first.timeZone !== 'string') return null
  return { at: first.at, timeZone: first.timeZone }
}
