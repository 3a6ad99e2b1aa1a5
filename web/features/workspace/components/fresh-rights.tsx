'use client'
/**
 * Keeps the frame of the page true to one's rights: it is loaded anew when the feed names another role than the page was
 * made for, when all posts went away at once (one was taken out of the workspace), and when one comes back to a tab that
 * was out of sight. Renders nothing.
 */
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { useLiveRole, usePosts } from '#web/realtime/hooks.ts'
import { useHere } from '../here.tsx'

const AT_MOST_EVERY_MS = 15_000

export function FreshRights() {
  const router = useRouter()
  const { workspace } = useHere()
  const { status, posts } = usePosts()
  const has = [...posts.values()].some(post => post.workspaceId === workspace.id)
  const had = useRef(has)
  const role = useLiveRole(workspace.id)

  useEffect(() => {
    if (role !== undefined && role !== workspace.role) router.refresh()
  }, [role, workspace.role, router])

  useEffect(() => {
    if (had.current && !has && status === 'ready') router.refresh()
    had.current = has
  }, [has, status, router])

  useEffect(() => {
    let last = Date.now()
    function onVisible() {
      if (document.visibilityState !== 'visible' || !navigator.onLine || Date.now() - last < AT_MOST_EVERY_MS) return
      last = Date.now()
      router.refresh()
    }
    document.addEventListener('visibilitychange', onVisible)
    return () => document.removeEventListener('visibilitychange', onVisible)
  }, [router])

  return null
}
