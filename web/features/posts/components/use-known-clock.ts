'use client'
/**
 * The present moment for what is said to have been missed, renewed every so often: it stands still while a page does not
 * hear what happens.
 */
import { useRef } from 'react'
import { useConnection } from '#web/realtime/hooks.ts'
import { useEpoch } from '#web/realtime/list-hooks.ts'
import { useClock } from '#web/ui/use-clock.ts'
import { knownUntil, NOTHING_KNOWN } from '../known-until.ts'

/** @see useClock */
export function useKnownClock(everyMs: number | null): number {
  const { state } = useConnection()
  const epoch = useEpoch()
  const nowMs = useClock(everyMs)
  const known = useRef(NOTHING_KNOWN)
  known.current = knownUntil(known.current, { nowMs, isLive: state === 'live' || state === 'live_http', epoch })
  return known.current.untilMs
}
