'use client'
/** The present moment, renewed every so often: for what becomes true by waiting. */
import { useEffect, useState } from 'react'
import { onPresent, presentMs } from './present.ts'

/**
 * @param everyMs null where nothing waits: then it is not renewed by itself
 * @returns milliseconds since 1970; 0 until the page is alive, because a server knows nothing of the reader's moment
 */
export function useClock(everyMs: number | null): number {
  const [nowMs, setNow] = useState(0)
  useEffect(() => {
    const look = () => setNow(presentMs())
    look()
    const stop = onPresent(look)
    const timer = everyMs === null ? undefined : setInterval(look, everyMs)
    // The intervals of a machine that slept stood still.
    document.addEventListener('visibilitychange', look)
    return () => {
      stop()
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [everyMs])
  return nowMs
}
