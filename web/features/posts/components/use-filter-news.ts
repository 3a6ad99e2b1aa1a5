'use client'
/** Reads out how many posts a changed filter leaves, once the person has stopped changing it. */
import { useEffect, useRef } from 'react'
import { useAnnouncements } from '#web/ui/live-region.tsx'
import type { Filter } from '../filter.ts'

const REST_MS = 600

/** @param words what is said, such as "3 of 20 posts" */
export function useFilterNews(filter: Filter, words: string): void {
  const { say } = useAnnouncements()
  const latest = useRef(words)
  latest.current = words
  const key = JSON.stringify(filter)
  const said = useRef(key)
  useEffect(() => {
    if (said.current === key) return
    const timer = setTimeout(() => {
      said.current = key
      say(latest.current)
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [key, say])
}
