'use client'
/** A moment in words that stay true: relative, the whole date with its zone in the title, renewed by itself. */
import { useEffect, useRef, useState } from 'react'
import { onPresent, presentMs } from './present.ts'
import { absoluteTime, nextChangeMs, timeWords } from './time-words.ts'

type TimeProps = { readonly at: string; readonly className?: string }

export function Time({ at, className }: TimeProps) {
  const now = useNow(at)
  const date = new Date(at)
  // The server does not know the reader's zone: until the page is alive it shows the day in UTC, and no title.
  const words = now === null ? at.slice(0, 10) : timeWords(date, now)
  return (
    <time
      dateTime={at}
      className={className}
      title={now === null ? undefined : absoluteTime(date)}
      suppressHydrationWarning
    >
      {words}
    </time>
  )
}

/** Set once a page is alive: what is drawn from then on knows the moment at once, and is drawn once. */
let isAlive = false

/** The present moment, renewed as often as the words for `at` need it; null until the page is alive. */
function useNow(at: string): Date | null {
  const [now, setNow] = useState<Date | null>(() => (isAlive ? new Date(presentMs()) : null))
  const drawnWithIt = useRef(now !== null)
  useEffect(() => {
    isAlive = true
    let timer: ReturnType<typeof setTimeout>
    let dueMs = 0
    const plan = () => {
      const waitMs = nextChangeMs(new Date(at), new Date(presentMs()))
      dueMs = Date.now() + waitMs
      clearTimeout(timer)
      timer = setTimeout(look, waitMs)
    }
    const look = () => {
      setNow(new Date(presentMs()))
      plan()
    }
    // The timers of a machine that slept stood still.
    const lookIfDue = () => Date.now() >= dueMs && look()
    if (drawnWithIt.current) plan()
    else look()
    document.addEventListener('visibilitychange', lookIfDue)
    const stop = onPresent(look)
    return () => {
      stop()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', lookIfDue)
    }
  }, [at])
  return now
}
