'use client'
/**
 * Keeps the frame of the page true to one's workspaces, rights and what was decided there: it is loaded anew when the feed
 * names others than the page was made for, and when one comes back to a tab that was out of sight. While a post of this
 * tab holds text that is not stored nothing is loaded: it would take that text from under its person, who may still want a
 * copy. Renders nothing.
 */
import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef } from 'react'
import { useConnection, useStanding } from '#web/realtime/hooks.ts'
import { rememberWorkspace } from '../current-workspace.ts'
import { useHere } from '../here.tsx'

const AT_MOST_EVERY_MS = 15_000

/** @param madeFor the standing that the page was made for */
export function FreshRights({ madeFor }: { readonly madeFor: string }) {
  const router = useRouter()
  const { workspace } = useHere()
  const standing = useStanding()
  const holdsText = useConnection().waitingChanges > 0

  const refresh = useCallback(() => {
    // The page in sight stays in its workspace, while its person is in it: another tab may have chosen one for all.
    if (document.visibilityState === 'visible') rememberWorkspace(workspace.id)
    router.refresh()
  }, [workspace.id, router])

  useEffect(() => {
    if (!holdsText && standing !== null && standing !== madeFor) refresh()
  }, [holdsText, standing, madeFor, refresh])

  const loadedAt = useRef<number | null>(null)
  useEffect(() => {
    loadedAt.current ??= Date.now()
    function onVisible() {
      if (holdsText || document.visibilityState !== 'visible' || !navigator.onLine) return
      if (Date.now() - (loadedAt.current ?? 0) < AT_MOST_EVERY_MS) return
      loadedAt.current = Date.now()
      refresh()
    }
    document.addEventListener('visibilitychange', onVisible)
    return () => document.removeEventListener('visibilitychange', onVisible)
  }, [holdsText, refresh])

  return null
}
