'use client'
/** Finds out that an open post has missed its time, and says how it is called then. Renders nothing. */
import { useEffect } from 'react'
import type { FeedPost } from '#domain/contract/feed-shape.ts'
import { useKnownClock } from '#web/features/posts/components/use-known-clock.ts'
import { isOverdue, rowStatus } from '#web/features/posts/rows.ts'
import type { StatusLook } from '#web/features/posts/status.ts'

const LOOK_MS = 10_000

type MissedTimeProps = { readonly post: FeedPost; readonly onLook: (look: StatusLook | null) => void }

export function MissedTime({ post, onLook }: MissedTimeProps) {
  const nowMs = useKnownClock(LOOK_MS)
  const isLate = isOverdue(post, nowMs)
  // biome-ignore lint/correctness/useExhaustiveDependencies: how it is called changes with these alone
  useEffect(() => {
    onLook(isLate ? rowStatus(post, nowMs) : null)
    return () => onLook(null)
  }, [isLate, post.heldAt, onLook])
  return null
}
