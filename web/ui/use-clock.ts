'use client'
/** The present moment, renewed every so often: for what becomes true by waiting. */
import { useEffect, useState } from 'react'

/** @returns milliseconds since 1970; 0 until the page is alive, because a server knows nothing of the reader's moment */
export function useClock(everyMs: number): number {
  const [nowMs, setNow] = useState(0)
  useEffect(() => {
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return nowMs
}
