'use client'
/** The activity log as a list that grows at its end; read again when what it tells of has changed. */
import { useCallback, useEffect, useRef } from 'react'
import { type Pages, usePages } from '#web/use-pages.ts'
import { type ActivityOf, findActivity } from './api.ts'
import type { ActivityItem } from './words.ts'

/** @param changed anything that differs when there may be something new */
export function useActivity(
  of: ActivityOf,
  by: string | null,
  kinds: string | null,
  changed: unknown,
): Pages<ActivityItem> {
  const key = 'postId' in of ? `post ${of.postId}` : `workspace ${of.workspaceId}`
  const place = useRef(of)
  place.current = of
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place is another list
  const find = useCallback(
    (cursor: string | null, signal: AbortSignal) => findActivity(place.current, { cursor, by, kinds }, signal),
    [key, by, kinds],
  )
  const pages = usePages(find)
  const { begin } = pages
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed is not read, it only says that there is more
  useEffect(begin, [begin, changed])
  return pages
}
