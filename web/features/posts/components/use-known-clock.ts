'use client'
/**
 * The present moment for what is said to have been missed, renewed every so often: it stands still while a page does not
 * hear what happens.
 */
import { useMemo, useRef } from 'react'
import { useConnection, useRealtime, useStore } from '#web/realtime/hooks.ts'
import { derive } from '#web/realtime/store.ts'
import { useClock } from '#web/ui/use-clock.ts'
import { knownUntil, NOTHING_KNOWN } from '../known-until.ts'

/** @see useClock */
export function useKnownClock(everyMs: number | null): number {
  const { posts } = useRealtime()
  const { state } = useConnection()
  const epoch = useStore(useMemo(() => derive(posts, snapshot => snapshot.epoch), [posts]))
  const nowMs = useClock(everyMs)
  const known = useRef(NOTHING_KNOWN)
  known.current = knownUntil(known.current, { nowMs, isLive: state === 'live' || state === 'live_http', epoch })
  return known.current.untilMs
}
