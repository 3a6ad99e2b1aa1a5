'use client'
/**
 * Keeps the frame of the page true to one's workspaces, rights and what was decided there: it is loaded anew when the feed
 * names others than the page was made for, and when one comes back to a tab that was out of sight. While a post of this
 * tab holds text that is not stored nothing is loaded: it would take that text from under its person, who may still want a
 * copy. The window one works in says which workspace is meant: another one may have chosen one for all. Renders nothing.
 */
import { useEffect, useRef } from 'react'
import { useConnection, useStanding } from '#web/realtime/hooks.ts'
import { rememberWorkspace } from '../current-workspace.ts'
import { useHere } from '../here.tsx'
import { useRefresh } from '../refresh.ts'

const AT_MOST_EVERY_MS = 15_000

/** @param madeFor the standing that the page was made for */
export function FreshRights({ madeFor }: { readonly madeFor: string }) {
  const { id } = useHere().workspace
  const refresh = useRefresh()
  const standing = useStanding()
  const holdsText = useConnection().waitingChanges > 0
  const isOld = standing !== null && standing !== madeFor

  // biome-ignore lint/correctness/useExhaustiveDependencies: each further change asks again
  useEffect(() => {
    // Out of sight it waits: it would take its workspace from the window one works in.
    if (!holdsText && isOld && document.visibilityState === 'visible') refresh()
  }, [holdsText, isOld, standing, madeFor, refresh])

  const loadedAt = useRef<number | null>(null)
  useEffect(() => {
    loadedAt.current ??= Date.now()
    function onVisible() {
      if (holdsText || document.visibilityState !== 'visible' || !navigator.onLine) return
      if (!isOld && Date.now() - (loadedAt.current ?? 0) < AT_MOST_EVERY_MS) return
      loadedAt.current = Date.now()
      refresh()
    }
    document.addEventListener('visibilitychange', onVisible)
    return () => document.removeEventListener('visibilitychange', onVisible)
  }, [holdsText, isOld, refresh])

  useEffect(() => {
    const remember = () => rememberWorkspace(id)
    window.addEventListener('focus', remember)
    return () => window.removeEventListener('focus', remember)
  }, [id])

  return null
}
