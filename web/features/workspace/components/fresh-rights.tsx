'use client'
/**
 * Keeps the frame of the page true to one's rights: it is loaded anew when the feed names another role than the page was
 * made for, when all posts went away at once (one was taken out of the workspace), and when one comes back to a tab that
 * was out of sight. While a post of this tab holds text that is not stored nothing is loaded: it would take that text from
 * under its person, who may still want a copy. Renders nothing.
 */
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { useConnection, useLiveRole, usePosts } from '#web/realtime/hooks.ts'
import { useHere } from '../here.tsx'

const AT_MOST_EVERY_MS = 15_000

export function FreshRights() {
  const router = useRouter()
  const { workspace } = useHere()
  const { status, posts } = usePosts()
  const has = [...posts.values()].some(post => post.workspaceId === workspace.id)
  const had = useRef(has)
  const role = useLiveRole(workspace.id)
  const holdsText = useConnection().waitingChanges > 0

  useEffect(() => {
    if (!holdsText && role !== undefined && role !== workspace.role) router.refresh()
  }, [holdsText, role, workspace.role, router])

  useEffect(() => {
    if (holdsText) return
    if (had.current && !has && status === 'ready') router.refresh()
    had.current = has
  }, [holdsText, has, status, router])

  const loadedAt = useRef<number | null>(null)
  useEffect(() => {
    loadedAt.current ??= Date.now()
    function onVisible() {
      if (holdsText || document.visibilityState !== 'visible' || !navigator.onLine) return
      if (Date.now() - (loadedAt.current ?? 0) < AT_MOST_EVERY_MS) return
      loadedAt.current = Date.now()
      router.refresh()
    }
    document.addEventListener('visibilitychange', onVisible)
    return () => document.removeEventListener('visibilitychange', onVisible)
  }, [holdsText, router])

  return null
}
