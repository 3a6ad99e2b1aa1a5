'use client'
/** What stands in the way of publishing to the chosen channels, asked while one still chooses. */
import { OctagonAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { type Check, listChecks } from '../api.ts'
import styles from './use-checks.module.css'

const REST_MS = 150

/** @returns what blocks, none while it is not known (the server looks again when it is done); and the list itself */
export function useChecks(postId: string, chosen: readonly string[]) {
  const [found, setFound] = useState<readonly Check[]>([])
  const channels = chosen.join(',')
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      listChecks(postId, channels, stop.signal).then(setFound, () => {
        if (!stop.signal.aborted) setFound([])
      })
    }, REST_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [postId, channels])
  const blocking = found.filter(({ channelId }) => channelId === null || chosen.includes(channelId))
  const list = blocking.length > 0 && (
    <ul className={styles.checks} role="alert" aria-label="Before it goes out">
      {blocking.map(({ message }) => (
        <li key={message}>
          <OctagonAlert aria-hidden />
          <span>{message}</span>
        </li>
      ))}
    </ul>
  )
  return { blocked: blocking.length > 0, list }
}
